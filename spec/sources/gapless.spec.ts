import assert from 'node:assert/strict';
import { polling, search, type TriggerProcess } from '../../lib/polling';
import { process as updatedContacts } from '../../lib/triggers/updatedContacts';
import { process as updatedConversations } from '../../lib/triggers/updatedConversations';
import { type Route, type Sandbox, startSandbox } from '../../tools/sandbox';
import type { CursorKind } from '../../tools/sandbox/cursors';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const idsOf = (flow: Flow) => flow.emitted.map(({ id }) => String(id));

describe('source: gapless pages of a search', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  /** Runs it once, with something happening before each answer. */
  async function pollWhile(flow: Flow, happens: (asked: number) => void) {
    let asked = 0;
    const unhook = sandbox.onRequest(() => {
      asked += 1;
      happens(asked);
    });
    const { errors } = await flow.poll();
    unhook();
    assert.deepEqual(errors, []);
  }

  function people(count: number, perSecond: number): string[] {
    return upTo(count).map((n) => {
      if (n % perSecond === 0) sandbox.clock.advance(1);
      return sandbox.workspace.contacts.create({ role: 'lead' }).id;
    });
  }
  function talks(count: number, perSecond: number): string[] {
    const [by = ''] = people(1, 1);
    return upTo(count).map((n) => {
      if (n % perSecond === 0) sandbox.clock.advance(1);
      return sandbox.workspace.conversations.create({ by, body: 'Hello' }).id;
    });
  }

  // The shortest history in which a position for a cursor lost a record.
  it('gives the third of three records where the first goes between two pages of two', async () => {
    sandbox = await startSandbox({ now: NOON, cursors: 'offset' });
    const [first = '', , third = ''] = talks(3, 3);
    const source = search('/conversations/search', {
      items: 'conversations',
      stamp: 'updated_at',
      each: 'change',
      perPage: 2,
    });
    const process = polling({ title: 'spec', description: 'spec', source });
    const flow = new Flow(process, sandbox, { startFrom: 'beginning' });
    await pollWhile(flow, (asked) => asked === 2 && sandbox.workspace.conversations.delete(first));
    assert.ok(idsOf(flow).includes(third));
  });

  const moves: [string, TriggerProcess, typeof talks, (id: string) => unknown][] = [
    [
      'conversations that change',
      updatedConversations,
      talks,
      (id) => sandbox.workspace.conversations.update(id, { title: 'changed' }),
    ],
    ['conversations that are deleted', updatedConversations, talks, (id) => sandbox.workspace.conversations.delete(id)],
    [
      'contacts that change',
      updatedContacts,
      people,
      (id) => sandbox.workspace.contacts.update(id, { name: 'changed' }),
    ],
    ['contacts that are archived', updatedContacts, people, (id) => sandbox.workspace.contacts.archive(id)],
  ];
  for (const cursors of ['keyset', 'offset'] satisfies CursorKind[]) {
    for (const [what, trigger, create, move] of moves) {
      for (const perSecond of [1, 700]) {
        it(`(${cursors}) loses nothing to ${what}, ${perSecond} of one second`, async () => {
          sandbox = await startSandbox({ now: NOON, cursors });
          const ids = create(700, perSecond);
          const flow = new Flow(trigger, sandbox, { startFrom: 'beginning' });
          const moved = new Set<string>();
          await pollWhile(flow, (asked) => {
            // More than half a page at once, so that pages do not even overlap, and by ones.
            const count = asked % 4 === 0 ? 80 : 1;
            for (const id of ids.filter((one) => !moved.has(one)).slice(0, count)) {
              move(id);
              moved.add(id);
            }
          });
          const got = new Set(idsOf(flow));
          assert.deepEqual(
            ids.filter((id) => !moved.has(id) && !got.has(id)),
            [],
          );
        });
      }
    }

    it(`(${cursors}) loses no contact of the last minutes, read newest first, where some are archived`, async () => {
      sandbox = await startSandbox({ now: NOON, cursors });
      const flow = new Flow(updatedContacts, sandbox);
      await flow.poll();
      const ids = people(700, 10);
      const left = [...ids];
      await pollWhile(flow, () => sandbox.workspace.contacts.archive(left.pop() ?? ''));
      const got = new Set(idsOf(flow));
      assert.deepEqual(
        left.filter((id) => !got.has(id)),
        [],
      );
    });
  }

  it('takes one row of pages where cursors name a record, and two where they do not', async () => {
    const calls: number[] = [];
    for (const cursors of ['keyset', 'offset'] satisfies CursorKind[]) {
      sandbox = await startSandbox({ now: NOON, cursors });
      talks(1_500, 1_500);
      const flow = new Flow(updatedConversations, sandbox, { startFrom: 'beginning' });
      sandbox.requests.clear();
      await flow.poll();
      assert.equal(flow.emitted.length, 1_500);
      calls.push(sandbox.requests.count());
      if (cursors === 'keyset') await sandbox.close();
    }
    assert.deepEqual(calls, [10, 20]);
  });

  describe('of a search whose', () => {
    interface Asked {
      /** UNIX seconds. */
      after: number;
      perPage: number;
      cursor: string | undefined;
    }
    const things = async (answer: (asked: Asked) => { stamps: [id: number, stamp: number][]; next?: string }) => {
      const route: Route = {
        request: 'POST /things/search',
        handle: ({ body }) => {
          const { query, pagination } = { query: { value: '0' }, pagination: { per_page: 0 }, ...body } as {
            query: { value: string };
            pagination: { per_page: number; starting_after?: string };
          };
          const { stamps, next } = answer({
            after: Number(query.value),
            perPage: pagination.per_page,
            cursor: pagination.starting_after,
          });
          return {
            data: stamps.map(([id, updated_at]) => ({ id: String(id), updated_at })),
            pages: { type: 'pages', ...(next && { next: { starting_after: next } }) },
          };
        },
      };
      sandbox = await startSandbox({ now: NOON, routes: [route] });
      const source = search('/things/search', { items: 'data', stamp: 'updated_at', each: 'change' });
      const process = polling({ title: 'spec', description: 'spec', source });
      return new Flow(process, sandbox, { startFrom: 'beginning' });
    };
    const records = upTo(1_000).map((n): [number, number] => [n, NOON - 2_000 + n]);

    it('cursors are numbers of pages: asks anew from the last stamp, since such pages cannot overlap', async () => {
      const flow = await things(({ after, perPage, cursor = '1' }) => {
        const found = records.filter(([, stamp]) => stamp > after);
        const page = Number(cursor);
        const more = page * perPage < found.length;
        return {
          stamps: found.slice((page - 1) * perPage, page * perPage),
          ...(more && { next: String(page + 1) }),
        };
      });
      await flow.poll();
      assert.deepEqual(idsOf(flow).map(Number), upTo(1_000));
    });

    it('pages are shorter than was asked for', async () => {
      const flow = await things(({ after, perPage, cursor = '0' }) => {
        const found = records.filter(([, stamp]) => stamp > after);
        const until = Number(cursor) + Math.min(50, perPage);
        return { stamps: found.slice(Number(cursor), until), ...(until < found.length && { next: String(until) }) };
      });
      await flow.poll();
      assert.deepEqual(idsOf(flow).map(Number), upTo(1_000));
      // Each page begins in the middle of the one before, and one tells where the middle is.
      assert.equal(sandbox.requests.count(), 1_000 / 25);
    });

    it('records never hold still: says so, ends, and keeps what it read', async () => {
      let id = 0;
      const flow = await things(({ perPage }) => {
        id += perPage;
        return { stamps: upTo(perPage).map((n) => [id + n, NOON - 1]), next: `after ${id}` };
      });
      const { errors } = await flow.poll();
      assert.match(errors[0]?.message ?? '', /^POST \/things\/search: records changed faster than/);
      assert.ok(flow.emitted.length > 0);
      assert.equal(Object.keys(Object(flow.snapshot).seen).length, flow.emitted.length);
    });
  });
});
