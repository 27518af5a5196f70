import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { polling } from '../../lib/polling';
import { process as newConversationParts } from '../../lib/triggers/newConversationParts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const RETRIEVE = 'GET /conversations/{conversation_id}';

describe('source: conversation parts', () => {
  let sandbox: Sandbox;
  const start = async (options: SandboxOptions = {}) => {
    sandbox = await startSandbox({ now: NOON, ...options });
  };
  afterEach(() => sandbox.close());

  const after = (seconds: number) => sandbox.clock.advance(seconds);
  const contact = () => sandbox.workspace.contacts.create({ role: 'lead' }).id;
  const admin = () => sandbox.workspace.admins.me().id;
  const open = (by = contact()) => sandbox.workspace.conversations.create({ by, body: 'Hello' }).id;
  const reply = (id: string, body: string, as = admin()) => sandbox.workspace.conversations.reply(id, { as, body });
  /** The texts of what a run emits; it must not fail. */
  const texts = async (flow: Flow) => {
    const { emitted, errors } = await flow.poll();
    assert.deepEqual(errors, []);
    return emitted.map(({ data }) => textOf(data));
  };

  it('makes a message of each part, with its conversation, and repeats none when the conversation goes on', async () => {
    await start();
    const id = open();
    const flow = new Flow(newConversationParts, sandbox);
    await flow.poll();
    after(30);
    reply(id, 'one');
    const { updated_at } = reply(id, 'two');
    assert.deepEqual(await texts(flow), ['one', 'two']);
    const [first] = flow.emitted;
    assert.deepEqual(
      [first?.type, first?.conversation_id, first?.conversation_updated_at, first?.truncated],
      ['conversation_part', id, updated_at, undefined],
    );
    for (let n = 3; n < 9; n += 1) {
      after(100);
      reply(id, `reply ${n}`);
      assert.deepEqual(await texts(flow), [`reply ${n}`]);
    }
  });

  it('repeats no part that it read before the search knew of it', async () => {
    await start({ indexLagSeconds: 50 });
    const id = open();
    after(60);
    const flow = new Flow(newConversationParts, sandbox);
    await flow.poll();
    after(10);
    reply(id, 'seen by the search');
    after(55);
    reply(id, 'not yet');
    after(1);
    const received = await texts(flow);
    for (let run = 0; run < 30; run += 1) {
      after(20);
      received.push(...(await texts(flow)));
    }
    assert.deepEqual(received, ['seen by the search', 'not yet']);
  });

  it('repeats no part of a conversation that changes while a backlog is read', async () => {
    await start();
    const ids = Array.from({ length: 500 }, (_, n) => {
      after(60);
      const id = open();
      reply(id, `old ${n}`);
      return id;
    });
    after(86_400);
    const unhook = sandbox.onRequest(({ path }) => {
      if (path !== `/conversations/${ids[160]}`) return;
      unhook();
      reply(ids[0] ?? '', 'new');
    });
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
    await flow.poll();
    after(60);
    await flow.poll();
    const received = flow.emitted.map(textOf);
    assert.equal(new Set(received).size, 501);
    assert.equal(received.length, 501);
  });

  it('chooses by author and by kind of part', async () => {
    await start();
    const asker = contact();
    const id = open(asker);
    const { conversations } = sandbox.workspace;
    reply(id, 'by the admin');
    reply(id, 'by the contact', asker);
    conversations.reply(id, { as: admin(), body: 'a note', type: 'note' });
    conversations.runAssignmentRules(id);
    conversations.close(id, admin());
    for (const [fields, expected] of [
      [{}, ['by the admin', 'by the contact', 'a note', 'default_assignment', 'close']],
      [{ authors: 'contact' }, ['by the contact']],
      [{ authors: 'admin, contact' }, ['by the admin', 'by the contact', 'a note', 'close']],
      [{ authors: ['bot'] }, ['default_assignment']],
      [{ partTypes: 'note,close' }, ['a note', 'close']],
      [{ authors: 'contact', partTypes: 'note' }, []],
    ] as const) {
      const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning', ...fields });
      assert.deepEqual(await texts(flow), expected, JSON.stringify(fields));
    }
  });

  it('refuses unknown authors before any call', async () => {
    await start();
    for (const startFrom of ['now', 'beginning']) {
      const { errors } = await new Flow(newConversationParts, sandbox, { startFrom, authors: 'visitor' }).poll();
      assert.match(errors[0]?.message ?? '', /^authors must be some of contact, admin, bot/);
    }
    assert.equal(sandbox.requests.count(), 0);
  });

  it('obeys a filter on the conversations', async () => {
    await start();
    const [one, two] = [open(), open()];
    reply(one, 'one');
    reply(two, 'two');
    const filter = { field: 'id', operator: '=', value: two };
    assert.deepEqual(await texts(new Flow(newConversationParts, sandbox, { startFrom: 'beginning', filter })), ['two']);
  });

  it('says where Intercom shows only the newest 500', async () => {
    await start();
    const [long, short] = [open(), open()];
    sandbox.workspace.conversations.addParts(long, 501, admin());
    sandbox.workspace.conversations.addParts(short, 500, admin());
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
    await flow.poll();
    const of = (id: string) => flow.emitted.filter(({ conversation_id }) => conversation_id === id);
    assert.equal(of(long).length, 500);
    assert.ok(of(long).every(({ truncated }) => truncated === true));
    assert.equal(of(short).length, 500);
    assert.ok(of(short).every((part) => !('truncated' in part)));
  });

  it('passes over a conversation that is deleted after it was found', async () => {
    await start();
    const ids = [open(), open(), open()];
    for (const id of ids) reply(id, id);
    const unhook = sandbox.onRequest(({ path }) => {
      if (path !== `/conversations/${ids[1]}`) return;
      unhook();
      sandbox.workspace.conversations.delete(ids[1] ?? '');
    });
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
    assert.deepEqual(await texts(flow), [ids[0], ids[2]]);
    assert.deepEqual(await texts(flow), []);
  });

  for (const status of [400, 403, 410, 422])
    it(`passes over one that is answered with ${status}, and says so unless it is gone`, async () => {
      await start();
      for (let n = 0; n < 7; n += 1) reply(open(), `reply ${n}`);
      const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
      const fault = sandbox.faults.add({ kind: 'status', status }, { route: RETRIEVE, times: 1 });
      const { emitted, errors, log } = await flow.poll();
      assert.deepEqual([errors, emitted.length, fault.hits], [[], 6, 1]);
      const warnings = log.filter((line) => /The parts of 1 of the conversations are passed over: GET/.test(line));
      assert.equal(warnings.length, status === 410 ? 0 : 1);
      // Within the overlap it is asked for again.
      assert.deepEqual(await texts(flow), ['reply 0']);
    });

  it('fails, and loses nothing, where no conversation may be read', async () => {
    await start();
    for (let n = 0; n < 3; n += 1) reply(open(), `reply ${n}`);
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
    const fault = sandbox.faults.add({ kind: 'status', status: 403, code: 'forbidden' }, { route: RETRIEVE });
    const { errors, emitted } = await flow.poll();
    assert.match(errors[0]?.message ?? '', /^GET \/conversations\/\{conversation_id\} failed with 403/);
    assert.deepEqual(emitted, []);
    fault.remove();
    assert.equal((await texts(flow)).length, 3);
  });

  it('has at most five requests on their way', async () => {
    await start();
    for (let n = 0; n < 320; n += 1) reply(open(), `reply ${n}`);
    let [now, most] = [0, 0];
    sandbox.onRequest(async () => {
      now += 1;
      most = Math.max(most, now);
      await sleep(2);
      now -= 1;
    });
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
    await flow.poll();
    assert.equal(flow.emitted.length, 320);
    assert.ok(most > 2 && most <= 5, `${most} at once`);
  });

  it('tries again what failed, and loses nothing where a conversation cannot be read for long', async () => {
    await start();
    for (let n = 0; n < 7; n += 1) reply(open(), `reply ${n}`);
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning' });
    sandbox.faults.add({ kind: 'status', status: 401, code: 'unauthorized' }, { route: RETRIEVE, times: 1 });
    const { errors, emitted } = await flow.poll();
    assert.match(errors[0]?.message ?? '', /401/);
    assert.deepEqual(emitted, []);
    assert.equal((await texts(flow)).length, 7);
  });

  it('goes on after a crash with parts that are older than the place where it goes on', async () => {
    await start();
    const ids = Array.from({ length: 400 }, () => {
      const id = open();
      reply(id, `early in ${id}`);
      return id;
    });
    // They come up in another order, days after their first parts.
    for (const id of [...ids].reverse()) {
      after(3_600);
      reply(id, `late in ${id}`);
    }
    after(60);
    const flow = new Flow(polling(newConversationParts.trigger, 1), sandbox, { startFrom: 'beginning' });
    let snapshots = 0;
    const broken = await flow.poll({
      publish: (event) => {
        snapshots += event === 'snapshot' ? 1 : 0;
        if (snapshots >= 2) throw new Error('crash');
      },
    });
    assert.match(broken.errors[0]?.message ?? '', /crash/);
    const { cursor, watermark } = flow.snapshot as { cursor: number; watermark: number };
    assert.ok(cursor > NOON && watermark === 0);
    sandbox.requests.clear();
    await flow.poll();
    assert.equal(new Set(flow.emitted.map(textOf)).size, 800);
    assert.ok(sandbox.requests.count(RETRIEVE) < 300, 'began anew');
  });

  it('stops within a conversation at maxItems and goes on there', async () => {
    await start();
    const id = open();
    for (let n = 0; n < 7; n += 1) reply(id, `reply ${n}`);
    after(3_600);
    reply(open(), 'another');
    after(60);
    const flow = new Flow(newConversationParts, sandbox, { startFrom: 'beginning', maxItems: 3 });
    const counts: number[] = [];
    for (let run = 0; run < 4; run += 1) counts.push((await texts(flow)).length);
    assert.deepEqual(counts, [3, 3, 2, 0]);
    assert.equal(new Set(flow.emitted.map(textOf)).size, 8);
  });

  it('hands long conversations out a few at a time, and loses none at maxItems', async () => {
    await start();
    for (let n = 0; n < 6; n += 1) {
      after(60);
      reply(open(), `${n}${'x'.repeat(700_000)}`);
    }
    after(60);
    const pages = new Flow(newConversationParts, sandbox, { startFrom: 'beginning', emit: 'page' });
    const { emitted } = await pages.poll();
    const items = emitted.map(({ data }) =>
      data !== null && typeof data === 'object' && 'items' in data ? data.items : [],
    );
    assert.deepEqual(
      items.map((list) => (Array.isArray(list) ? list.length : 0)),
      [3, 3],
    );
    const few = new Flow(newConversationParts, sandbox, { startFrom: 'beginning', maxItems: 2 });
    const received: string[] = [];
    for (let run = 0; run < 4; run += 1) received.push(...(await texts(few)).map((text) => text.slice(0, 1)));
    assert.deepEqual(received, ['0', '1', '2', '3', '4', '5']);
  });

  it('names a conversation that is too large to be read, each time that it changes, and goes on', async () => {
    await start();
    const id = open();
    const flow = new Flow(newConversationParts, sandbox, { authors: 'contact' });
    await flow.poll();
    after(30);
    reply(id, 'x'.repeat(13_000_000));
    const other = contact();
    reply(open(other), 'hello', other);
    for (const expected of [2, 0]) {
      const { emitted, errors } = await flow.poll();
      assert.deepEqual(errors, []);
      assert.equal(emitted.length, expected);
    }
    const about = ({ type, id: name, conversation_id, truncated }: Record<string, unknown>) => [
      type,
      name,
      conversation_id,
      truncated,
    ];
    assert.deepEqual(flow.emitted.filter(({ truncated }) => truncated).map(about), [['conversation', id, id, true]]);
    after(30);
    reply(id, 'more');
    assert.equal((await flow.poll()).emitted.length, 1);
  });
});

/** A part's text without its markup, or its kind. */
function textOf(part: unknown): string {
  if (part === null || typeof part !== 'object' || !('body' in part)) return '';
  if (typeof part.body === 'string') return part.body.replace(/<[^>]*>/g, '');
  return 'part_type' in part ? String(part.part_type) : '';
}
