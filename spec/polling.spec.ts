import assert from 'node:assert/strict';
import { polling } from '../lib/polling';
import { process as newConversations } from '../lib/triggers/newConversations';
import { process as updatedContacts } from '../lib/triggers/updatedContacts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../tools/sandbox';
import { Flow } from './support/polls';

/** Monday, 5 January 2026, noon UTC. */
const NOON = 1_767_614_400;
const SEARCH_CONTACTS = 'POST /contacts/search';
const SEARCH_CONVERSATIONS = 'POST /conversations/search';

describe('polling', () => {
  let sandbox: Sandbox;
  const start = async (options: SandboxOptions = {}) => {
    sandbox = await startSandbox({ now: NOON, ...options });
  };
  afterEach(() => sandbox.close());

  const lead = (name: string) => sandbox.workspace.contacts.create({ role: 'lead', name }).id;
  const names = (flow: Flow) => flow.emitted.map(({ name }) => name);

  it('begins now: emits nothing of the past, and tries the credential', async () => {
    await start();
    lead('before');
    sandbox.clock.advance(10);
    const flow = new Flow(updatedContacts, sandbox);
    const first = await flow.poll();
    assert.deepEqual([first.emitted, first.errors, sandbox.requests.count()], [[], [], 1]);
    sandbox.clock.advance(10);
    lead('after');
    sandbox.clock.advance(10);
    await flow.poll();
    assert.deepEqual(names(flow), ['after']);
  });

  it('begins now with a wrong token: says so, and stores no state', async () => {
    await start();
    const flow = new Flow(updatedContacts, sandbox, { accessToken: 'wrong' });
    const { errors, snapshots } = await flow.poll();
    assert.match(errors[0]?.message ?? '', /^POST \/contacts\/search failed with 401 .*Check the access token/);
    assert.deepEqual([errors.length, snapshots], [1, []]);
  });

  it('begins at a date, and gives each record its id', async () => {
    await start();
    lead('early');
    sandbox.clock.advance(3600);
    const id = lead('late');
    const flow = new Flow(updatedContacts, sandbox, { startFrom: '2026-01-05T12:30:00Z' });
    const { emitted } = await flow.poll();
    assert.deepEqual(names(flow), ['late']);
    assert.deepEqual(emitted[0]?.metadata, { recordUid: id });
  });

  it('emits a conversation once, whatever becomes of it', async () => {
    await start();
    const { workspace, clock } = sandbox;
    const flow = new Flow(newConversations, sandbox, { startFrom: 'beginning' });
    const { id } = workspace.conversations.create({ by: lead('asker'), body: 'Hello' });
    await flow.poll();
    clock.advance(30);
    workspace.conversations.update(id, { title: 'changed' });
    await flow.poll();
    assert.deepEqual(
      flow.emitted.map((one) => one.id),
      [id],
    );
  });

  it('makes one call for a quiet poll', async () => {
    await start({ seed: { contacts: 2_000 } });
    const flow = new Flow(updatedContacts, sandbox);
    await flow.poll();
    for (let n = 0; n < 3; n += 1) {
      sandbox.clock.advance(60);
      sandbox.requests.clear();
      await flow.poll();
      assert.equal(sandbox.requests.count(), 1);
    }
    assert.deepEqual(flow.emitted, []);
  });

  it('reads a backlog of 10,000 conversations in 67 calls', async () => {
    await start({ seed: { contacts: 100, conversations: 10_000 } });
    const flow = new Flow(newConversations, sandbox, { startFrom: 'beginning' });
    await flow.poll();
    assert.equal(new Set(flow.emitted.map(({ id }) => id)).size, 10_000);
    assert.equal(sandbox.requests.count(SEARCH_CONVERSATIONS), 67);
  });

  it('reads a backlog of contacts oldest first, so that it can be resumed', async () => {
    await start({ seed: { contacts: 3_000 } });
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning' });
    let stored = 0;
    const broken = await flow.poll({
      publish: (event) => {
        stored += event === 'snapshot' ? 1 : 0;
        if (stored >= 2) throw new Error('crash');
      },
    });
    assert.match(broken.errors[0]?.message ?? '', /crash/);
    // The state is stored with the page that makes 500 full, which is each fourth, while the next four go out.
    const stretch = 4 * 150;
    const before = flow.emitted.length;
    assert.ok(before >= 2 * stretch && before <= 3 * stretch, `${before} came before`);
    await flow.poll();
    assert.equal(new Set(flow.emitted.map(({ id }) => id)).size, 3_000);
    // What came after the one state that was stored comes again, and no more.
    assert.equal(flow.emitted.length, 3_000 + before - stretch);
  });

  it('stores only what the broker has confirmed', async () => {
    await start();
    const all = Array.from({ length: 1_300 }, (_, n) => lead(`n${n}`));
    const confirmed = new Set<string>();
    const states: string[][] = [];
    const { errors } = await new Flow(updatedContacts, sandbox, { startFrom: 'beginning' }).poll({
      publish: async (event, payload) => {
        if (event === 'snapshot') {
          const ids = Object.keys((payload as { seen: object }).seen);
          assert.deepEqual(
            ids.filter((id) => !confirmed.has(id)),
            [],
          );
          states.push(ids);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
        confirmed.add((payload as { data: { id: string } }).data.id);
      },
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      states.map((ids) => ids.length),
      [600, 1_200, all.length],
    );
  });

  it('stores nothing that covers a message which the broker refused', async () => {
    await start();
    for (let n = 0; n < 1_300; n += 1) lead(`n${n}`);
    let handed = 0;
    let refused = '';
    const states: string[][] = [];
    const { errors } = await new Flow(updatedContacts, sandbox, { startFrom: 'beginning' }).poll({
      publish: async (event, payload) => {
        if (event === 'snapshot') {
          states.push(Object.keys((payload as { seen: object }).seen));
          return;
        }
        handed += 1;
        if (handed !== 1_000) return;
        refused = (payload as { data: { id: string } }).data.id;
        throw new Error('refused');
      },
    });
    assert.match(errors[0]?.message ?? '', /refused/);
    assert.deepEqual(
      states.map((ids) => [ids.length, ids.includes(refused)]),
      [[600, false]],
    );
  });

  it('repeats nothing of a day that it reads again because its pages shift', async () => {
    await start({ cursors: 'offset' });
    for (let n = 0; n < 301; n += 1) lead(`n${n}`);
    const trigger = polling(updatedContacts.trigger, 1);
    const flow = new Flow(trigger, sandbox, { startFrom: 'beginning', overlapSeconds: 0 });
    await flow.poll();
    const { clock, requests, workspace } = sandbox;
    const [first = '', ...others] = flow.emitted.map(({ id }) => String(id));
    const change = (ids: string[], name: string) => {
      clock.advance(60);
      for (const id of ids) workspace.contacts.update(id, { name });
    };
    change(others.slice(0, 150), 'early');
    change(others.slice(150), 'late');
    clock.advance(3 * 86_400);
    requests.clear();
    const unhook = sandbox.onRequest(() => {
      // With the third one it looks whether its pages join, and by then more than half of a page has left its place.
      if (requests.count() === 3) change(others.slice(0, 100), 'at last');
    });
    const { errors } = await flow.poll();
    unhook();
    assert.deepEqual(errors, []);
    const told = flow.emitted.map(({ id, name }) => `${id} ${name}`);
    assert.equal(new Set(told).size, told.length);
    assert.ok(requests.count() > 5, 'it was not read again');
    assert.equal(told.filter((one) => one.startsWith(first)).length, 1);
  });

  it('repeats nothing where Intercom fails on the way', async () => {
    await start({ seed: { contacts: 600 } });
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning' });
    let asked = 0;
    const unhook = sandbox.onRequest(() => {
      asked += 1;
      if (asked === 4) sandbox.faults.add({ kind: 'status', status: 403 }, { times: 1 });
    });
    const { errors, emitted } = await flow.poll();
    unhook();
    assert.match(errors[0]?.message ?? '', /failed with 403/);
    assert.ok(emitted.length > 0 && emitted.length < 600, `${emitted.length} came before`);
    await flow.poll();
    assert.equal(flow.emitted.length, 600);
    assert.equal(new Set(flow.emitted.map(({ id }) => id)).size, 600);
  });

  it('does not take it for an end where a search is answered with something that is no list', async () => {
    await start();
    const id = lead('late');
    const answer = sandbox.answer.bind(sandbox);
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning' });
    sandbox.answer = async (request) => ({ ...(await answer(request)), body: '{}' });
    const { rebounds, errors, snapshots } = await flow.poll();
    sandbox.answer = answer;
    assert.match(rebounds[0]?.message ?? '', /answered 200 with a body that is no answer to this/);
    assert.deepEqual([errors, snapshots, flow.emitted], [[], [], []]);
    await flow.poll();
    assert.deepEqual(
      flow.emitted.map((one) => one.id),
      [id],
    );
  });

  it('takes a date before 1970 for the beginning, also where a run stops short', async () => {
    await start();
    for (let n = 0; n < 7; n += 1) lead(`n${n}`);
    const flow = new Flow(updatedContacts, sandbox, { startFrom: '1900-01-01', maxItems: 5 });
    for (const count of [5, 2, 0]) {
      const { errors, emitted, log } = await flow.poll();
      assert.deepEqual([errors, emitted.length], [[], count]);
      assert.ok(!log.some((line) => line.includes('could not be read')));
    }
  });

  it('stops at maxItems and goes on from there', async () => {
    await start();
    for (let n = 0; n < 7; n += 1) lead(`n${n}`);
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning', maxItems: 3 });
    const counts: number[] = [];
    for (let n = 0; n < 4; n += 1) counts.push((await flow.poll()).emitted.length);
    assert.deepEqual(counts, [3, 3, 1, 0]);
    assert.equal(new Set(names(flow)).size, 7);
  });

  it('obeys a filter, also a group', async () => {
    await start();
    const { contacts } = sandbox.workspace;
    contacts.create({ role: 'user', email: 'one@example.com', name: 'user' });
    lead('lead');
    const role = { field: 'role', operator: '=', value: 'user' };
    for (const filter of [
      role,
      { operator: 'AND', value: [role] },
      { operator: 'OR', value: [role, role] },
      JSON.stringify(role),
    ]) {
      const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning', filter });
      const { errors } = await flow.poll();
      assert.deepEqual([errors, names(flow)], [[], ['user']]);
    }
  });

  it('refuses a filter that is none, before any call', async () => {
    await start();
    const { errors } = await new Flow(updatedContacts, sandbox, { filter: 'role = user' }).poll();
    assert.match(errors[0]?.message ?? '', /^filter must be a search filter such as/);
    assert.equal(sandbox.requests.count(), 0);
  });

  it('asks Preview to the second, since it alone matches contacts so', async () => {
    await start();
    lead('old');
    sandbox.clock.advance(86_400);
    const flow = new Flow(updatedContacts, sandbox, { apiVersion: 'Preview' });
    await flow.poll();
    sandbox.requests.clear();
    sandbox.clock.advance(400);
    await flow.poll();
    const [request] = sandbox.requests.list(SEARCH_CONTACTS);
    const asked = /"value":"(\d+)"/.exec(JSON.stringify(request?.body))?.[1];
    assert.ok(Number(asked) > NOON + 86_000, `asked from ${asked}`);
  });

  it('emits a record anew that changes while the run pages, with the run or with the next one', async () => {
    await start();
    const ids = Array.from({ length: 400 }, (_, n) => lead(`n${n}`));
    sandbox.clock.advance(4 * 86_400);
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning' });
    const unhook = sandbox.onRequest(() => {
      const id = ids.shift();
      if (id !== undefined) sandbox.workspace.contacts.update(id, { name: 'changed' });
    });
    await flow.poll();
    unhook();
    sandbox.clock.advance(60);
    await flow.poll();
    const changed = flow.emitted.filter(({ name }) => name === 'changed').length;
    assert.equal(changed, 400 - ids.length);
    assert.equal(new Set(flow.emitted.map(({ id }) => id)).size, 400);
  });

  it('emits the id alone of a record that no message can hold, and goes on', async () => {
    await start();
    const large = lead('x'.repeat(11 * 1024 * 1024));
    const small = lead('small');
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning' });
    const { errors, emitted, log } = await flow.poll();
    assert.deepEqual(errors, []);
    const [first, second] = emitted;
    assert.deepEqual(first, { data: { type: 'contact', id: large, truncated: true }, metadata: { recordUid: large } });
    assert.deepEqual(second?.metadata, { recordUid: small });
    assert.ok(log.some((line) => line.includes('larger than a message can be')));
    assert.deepEqual((await flow.poll()).emitted, [], 'and it does not come again');
  });
});
