import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FakeIntercom, type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, searchAll, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;
const EVERYTHING = { field: 'id', operator: '!=', value: 'x' };

const cursor = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64');

function fill(sandbox: Sandbox | FakeIntercom, count: number, every = 1): string[] {
  return Array.from({ length: count }, (_, index) => {
    if (index % every === 0) sandbox.clock.advance(1);
    return sandbox.workspace.contacts.create({ role: 'lead', name: String(index) }).id;
  });
}

describe('sandbox: pages', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  it('lists contacts by ten, and up to a hundred and fifty', async () => {
    sandbox = await startSandbox({ now: NOON });
    const ids = fill(sandbox, 170);
    const first = await send(sandbox, 'GET /contacts');
    assert.equal(first.body.data.length, 10);
    assert.equal(first.body.total_count, 170);
    assert.deepEqual([first.body.pages.page, first.body.pages.per_page, first.body.pages.total_pages], [1, 10, 17]);
    const seen: string[] = [];
    let query = '?per_page=150';
    for (let page = 1; query !== ''; page++) {
      const { body } = await send(sandbox, `GET /contacts${query}`);
      assert.equal(body.pages.page, page);
      seen.push(...body.data.map((one: { id: string }) => one.id));
      const next = body.pages.next?.starting_after;
      query = next === undefined ? '' : `?per_page=150&starting_after=${encodeURIComponent(next)}`;
    }
    assert.deepEqual(seen, [...ids].reverse());
    for (const size of ['151', '0', '-1', 'many', '1.5']) {
      assert.equal(refusal(await send(sandbox, `GET /contacts?per_page=${size}`)), '400 parameter_invalid', size);
    }
  });

  it('searches contacts by fifty and conversations by twenty', async () => {
    sandbox = await startSandbox({ now: NOON });
    const [first] = fill(sandbox, 60);
    for (let index = 0; index < 25; index++) sandbox.workspace.conversations.create({ by: first ?? '', body: 'Hello' });
    const contacts = await send(sandbox, 'POST /contacts/search', { query: EVERYTHING });
    assert.equal(contacts.body.data.length, 50);
    const conversations = await send(sandbox, 'POST /conversations/search', { query: EVERYTHING });
    assert.equal(conversations.body.conversations.length, 20);
    assert.equal((await send(sandbox, 'GET /conversations')).body.conversations.length, 20);
    for (const path of ['contacts', 'conversations']) {
      const reply = await send(sandbox, `POST /${path}/search`, { query: EVERYTHING, pagination: { per_page: 151 } });
      assert.equal(refusal(reply), '400 parameter_invalid');
      const whole = await send(sandbox, `POST /${path}/search`, {
        query: EVERYTHING,
        pagination: { per_page: 150, starting_after: null },
      });
      assert.equal(whole.status, 200);
      assert.equal(whole.body.pages.next, undefined);
    }
  });

  it('makes keyset cursors of the sort value in milliseconds, the id and the page', async () => {
    sandbox = await startSandbox({ now: NOON });
    const ids = fill(sandbox, 3);
    const search = (starting_after?: string) =>
      send(sandbox, 'POST /contacts/search', {
        query: EVERYTHING,
        sort: { field: 'updated_at', order: 'ascending' },
        pagination: { per_page: 2, starting_after },
      });
    const { body } = await search();
    assert.equal(body.pages.next.starting_after, cursor((NOON + 2) * 1000, ids[1], 2));
    const second = await search(body.pages.next.starting_after);
    assert.deepEqual(
      second.body.data.map((one: { id: string }) => one.id),
      [ids[2]],
    );
    assert.equal(second.body.pages.page, 2);
  });

  it('refuses a cursor that it did not make', async () => {
    sandbox = await startSandbox({ now: NOON });
    fill(sandbox, 3);
    const wrong = ['abc', '!!!', cursor(1, 2), cursor({}, 'x', 1), cursor(1, 'x', 0), cursor(1, 'x', 'y'), 'bnVsbA=='];
    for (const starting_after of wrong) {
      const searched = await send(sandbox, 'POST /contacts/search', {
        query: EVERYTHING,
        pagination: { starting_after },
      });
      assert.equal(refusal(searched), '400 parameter_invalid', starting_after);
      const listed = await send(sandbox, `GET /contacts?starting_after=${encodeURIComponent(starting_after)}`);
      assert.equal(refusal(listed), '400 parameter_invalid', starting_after);
    }
    const offset = await startSandbox({ now: NOON, cursors: 'offset' });
    for (const starting_after of ['abc', cursor(1), cursor(-1, 2), cursor(1, 'x', 2)]) {
      const reply = await send(offset, 'POST /contacts/search', { query: EVERYTHING, pagination: { starting_after } });
      assert.equal(refusal(reply), '400 parameter_invalid', starting_after);
    }
    await offset.close();
  });

  const ascending = { query: EVERYTHING, sort: { field: 'updated_at', order: 'ascending' } };

  it('keyset: nothing is lost while records change, and a changed one comes again at the end', async () => {
    sandbox = await startSandbox({ now: NOON });
    const ids = fill(sandbox, 9);
    sandbox.clock.advance(10);
    let page = 0;
    const seen = await searchAll(sandbox, '/contacts/search', ascending, {
      perPage: 3,
      between: () => {
        page++;
        // After the first page its first record changes and moves to the end.
        if (page === 1) sandbox.workspace.contacts.update(ids[0] ?? '', { name: 'changed' });
      },
    });
    assert.deepEqual(seen, [...ids, ids[0]]);
  });

  it('keyset: deleting the record that the cursor names does no harm', async () => {
    sandbox = await startSandbox({ now: NOON });
    const ids = fill(sandbox, 6);
    let page = 0;
    const seen = await searchAll(sandbox, '/contacts/search', ascending, {
      perPage: 2,
      between: () => {
        page++;
        if (page === 1) sandbox.workspace.contacts.delete(ids[1] ?? '');
      },
    });
    assert.deepEqual(seen, ids);
  });

  it('offset: a page shifts when a record moves away before it, so that one is lost', async () => {
    sandbox = await startSandbox({ now: NOON, cursors: 'offset' });
    const ids = fill(sandbox, 9);
    sandbox.clock.advance(10);
    let page = 0;
    const seen = await searchAll(sandbox, '/contacts/search', ascending, {
      perPage: 3,
      between: () => {
        page++;
        if (page === 1) sandbox.workspace.contacts.update(ids[0] ?? '', { name: 'changed' });
      },
    });
    assert.ok(!seen.includes(ids[3] ?? ''));
    assert.deepEqual(seen, [...ids.slice(0, 3), ...ids.slice(4), ids[0]]);
  });

  it('offset: without changes it reads everything once', async () => {
    sandbox = await startSandbox({ now: NOON, cursors: 'offset' });
    const ids = fill(sandbox, 10, 4);
    assert.deepEqual(await searchAll(sandbox, '/contacts/search', ascending, { perPage: 3 }), ids);
  });

  it('splits records of one second over pages without losing or repeating any', async () => {
    sandbox = await startSandbox({ now: NOON });
    const ids = fill(sandbox, 20, 100);
    for (const order of ['ascending', 'descending']) {
      const seen = await searchAll(
        sandbox,
        '/contacts/search',
        { ...ascending, sort: { field: 'updated_at', order } },
        { perPage: 3 },
      );
      assert.deepEqual(seen, order === 'ascending' ? ids : [...ids].reverse());
    }
  });
});

describe('sandbox: pages of changing records', () => {
  // Straight against the object, without HTTP, for speed.
  const ask = async (fake: FakeIntercom, order: string, starting_after: string | undefined, per_page: number) => {
    const { body } = await fake.answer({
      method: 'POST',
      url: 'http://127.0.0.1/contacts/search',
      headers: { authorization: `Bearer ${fake.token}` },
      body: JSON.stringify({
        query: EVERYTHING,
        sort: { field: 'updated_at', order },
        pagination: { per_page, starting_after },
      }),
    });
    return JSON.parse(body.toString());
  };

  it('ascending keyset reads every record that stays, whatever changes between pages', async () => {
    const change = fc.record({
      kind: fc.constantFrom('update', 'delete', 'create', 'archive', 'wait'),
      index: fc.nat(29),
    });
    const run = fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 30 }),
      async (perPage, changes) => {
        const fake = new FakeIntercom({ now: NOON });
        const ids = fill(fake, 30, 4);
        const gone = new Set<string>();
        const { contacts } = fake.workspace;
        fake.clock.advance(1);
        const seen = new Set<string>();
        let next: string | undefined;
        let page = 0;
        do {
          const body = await ask(fake, 'ascending', next, perPage);
          for (const record of body.data) seen.add(record.id);
          next = body.pages.next?.starting_after;
          for (const { kind, index } of changes[page] ?? []) {
            const id = ids[index] ?? '';
            if (kind === 'wait') fake.clock.advance(1);
            else if (kind === 'create') contacts.create({ role: 'lead' });
            else if (!gone.has(id)) {
              if (kind === 'update') contacts.update(id, { name: 'changed' });
              else {
                gone.add(id);
                if (kind === 'delete') contacts.delete(id);
                else contacts.archive(id);
              }
            }
          }
          page++;
        } while (next !== undefined && page < 500);
        for (const id of ids) assert.ok(seen.has(id) || gone.has(id), `${id} was lost`);
      },
    );
    await fc.assert(run, { numRuns: 200 });
  });

  it('pages the same order that a sort gives, for any stamps, sizes and direction', async () => {
    const run = fc.asyncProperty(
      fc.array(fc.nat(5), { maxLength: 25 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom('ascending', 'descending'),
      fc.constantFrom('keyset' as const, 'offset' as const),
      async (gaps, perPage, order, cursors) => {
        const fake = new FakeIntercom({ now: NOON, cursors });
        const made = gaps.map((gap) => {
          fake.clock.advance(gap);
          return fake.workspace.contacts.create({ role: 'lead' }).id;
        });
        // Touch some again after the order was built, so that the merged order is tested, too.
        await ask(fake, order, undefined, 1);
        const touched = made.filter((_, index) => index % 3 === 0);
        for (const id of touched) fake.workspace.contacts.update(id, { name: 'again' });
        const expected = [...fake.workspace.contacts.all.values()]
          .sort((a, b) => a.updated_at - b.updated_at || (a.id < b.id ? -1 : 1))
          .map(({ id }) => id);
        if (order === 'descending') expected.reverse();
        const seen: string[] = [];
        let next: string | undefined;
        do {
          const body = await ask(fake, order, next, perPage);
          assert.equal(body.total_count, made.length);
          assert.equal(body.pages.total_pages, Math.ceil(made.length / perPage));
          for (const record of body.data) seen.push(record.id);
          next = body.pages.next?.starting_after;
        } while (next !== undefined);
        assert.deepEqual(seen, expected);
      },
    );
    await fc.assert(run, { numRuns: 200 });
  });
});
