import assert from 'node:assert/strict';
import { polling, search } from '../../lib/polling';
import { process as closedConversations } from '../../lib/triggers/closedConversations';
import { type Route, type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;

describe('source: search', () => {
  describe('that ignores the order which it is asked for', () => {
    let sandbox: Sandbox;
    let stamps: number[];
    beforeEach(async () => {
      const route: Route = {
        request: 'POST /things/search',
        handle: ({ body }) => {
          const { pagination = {} } = body as { pagination?: { per_page?: number; starting_after?: string } };
          const from = Number(pagination.starting_after ?? 0);
          const until = from + (pagination.per_page ?? 5);
          const next = until < stamps.length ? { next: { starting_after: String(until) } } : {};
          return {
            data: stamps.slice(from, until).map((at, n) => ({ id: String(from + n), updated_at: at })),
            pages: { type: 'pages', ...next },
          };
        },
      };
      sandbox = await startSandbox({ now: NOON, routes: [route] });
    });
    afterEach(() => sandbox.close());

    const flow = (fields = {}) => {
      const source = search('/things/search', { items: 'data', stamp: 'updated_at', each: 'occurrence', perPage: 5 });
      const process = polling({ title: 'spec', description: 'spec', source });
      return new Flow(process, sandbox, { startFrom: 'beginning', ...fields });
    };
    const upTo = (length: number) => Array.from({ length }, (_, n) => n);

    for (const [what, order] of [
      ['the latest first', upTo(23).map((n) => NOON - 1_000 * n)],
      ['no order', upTo(23).map((n) => NOON - 1_000 * ((11 + n * 7) % 23))],
      ['the latest first, many of one second', upTo(23).map((n) => NOON - (n < 12 ? 0 : 1_000 * n))],
    ] as const) {
      it(`(${what}) loses nothing to a crash, and moves no cursor`, async () => {
        stamps = [...order];
        for (const crashAt of upTo(23)) {
          const one = flow();
          let messages = 0;
          await one.poll({
            publish: (event) => {
              messages += event === 'data' ? 1 : 0;
              if (messages > crashAt) throw new Error('crash');
            },
          });
          assert.equal((one.snapshot as { cursor?: number }).cursor, undefined);
          await one.poll();
          assert.equal(new Set(one.emitted.map(({ id }) => id)).size, 23, `crash after ${crashAt}`);
        }
      });

      it(`(${what}) brings all in pieces`, async () => {
        stamps = [...order];
        const one = flow({ maxItems: 4 });
        for (let run = 0; run < 6; run += 1) await one.poll();
        assert.deepEqual(
          one.emitted.map(({ id }) => Number(id)).sort((a, b) => a - b),
          upTo(23),
        );
      });
    }
  });

  describe('for conversations that are closed', () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox({ now: NOON });
    });
    afterEach(() => sandbox.close());

    it('emits each closing once, and nothing of what comes between', async () => {
      const { contacts, conversations, admins } = sandbox.workspace;
      const admin = admins.me().id;
      const asker = contacts.create({ role: 'lead' }).id;
      const { id } = conversations.create({ by: asker, body: 'Hello' });
      const flow = new Flow(closedConversations, sandbox);
      const counts: number[] = [];
      const poll = async () => {
        counts.push((await flow.poll()).emitted.length);
        sandbox.clock.advance(40);
      };
      await poll();
      conversations.close(id, admin);
      await poll();
      conversations.reply(id, { as: asker, body: 'Once more' });
      await poll();
      conversations.close(id, admin);
      await poll();
      conversations.update(id, { title: 'changed' });
      await poll();
      conversations.open(id, admin);
      conversations.close(id, admin);
      conversations.open(id, admin);
      await poll();
      await poll();
      assert.deepEqual(counts, [0, 1, 0, 1, 0, 1, 0]);
    });
  });
});
