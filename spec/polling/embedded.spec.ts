import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { process as updatedContacts } from '../../lib/triggers/updatedContacts';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const TAGS = 'GET /contacts/{contact_id}/tags';

interface List {
  data: { id: string; name?: string }[];
  has_more: boolean;
  total_count: number;
}

describe('embedded lists', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  afterEach(() => sandbox.close());

  const flowOf = (fields: unknown) => new Flow(updatedContacts, sandbox, { startFrom: 'beginning', fields });
  const lead = () => sandbox.workspace.contacts.create({ role: 'lead' }).id;
  const tagged = (count: number) => {
    const { contacts, tags } = sandbox.workspace;
    const id = lead();
    for (let n = 0; n < count; n += 1) contacts.tag(id, tags.applied(tags.named(`tag ${n}`).id));
    return id;
  };
  const listOf = (record: Record<string, unknown> | undefined, name: string) => record?.[name] as List;

  it('are completed where more is to be had, and cost nothing where not', async () => {
    tagged(10);
    tagged(11);
    const flow = flowOf('tags');
    await flow.poll();
    const [ten, eleven] = flow.emitted.map((record) => listOf(record, 'tags'));
    assert.deepEqual([ten?.data.length, ten?.has_more], [10, false]);
    assert.deepEqual([eleven?.data.length, eleven?.has_more, eleven?.total_count], [11, false, 11]);
    assert.equal(new Set(eleven?.data.map(({ id }) => id)).size, 11);
    assert.equal(sandbox.requests.count(TAGS), 1);
    assert.deepEqual((await flow.poll()).emitted, []);
    assert.equal(sandbox.requests.count(TAGS), 1);
  });

  it('stay as they are unless the step names them', async () => {
    tagged(11);
    const flow = flowOf(['notes']);
    await flow.poll();
    assert.deepEqual(
      [listOf(flow.emitted[0], 'tags').data.length, listOf(flow.emitted[0], 'tags').has_more],
      [10, true],
    );
    assert.equal(sandbox.requests.count(TAGS), 0);
  });

  it('are read over all their pages', async () => {
    const { notes, companies, contacts } = sandbox.workspace;
    const id = lead();
    for (let n = 0; n < 130; n += 1) {
      notes.create({ type: 'contact', id }, `note ${n}`, undefined);
      contacts.addCompany(id, companies.upsert({ company_id: `org-${n}` }).id);
    }
    const flow = flowOf('notes, companies');
    await flow.poll();
    for (const name of ['notes', 'companies']) {
      const { data, has_more, total_count } = listOf(flow.emitted[0], name);
      assert.deepEqual([new Set(data.map((one) => one.id)).size, has_more, total_count], [130, false, 130], name);
    }
  });

  it('are read for a few records at a time, in whole messages and in order', async () => {
    const ids = Array.from({ length: 170 }, () => tagged(11));
    let [now, most] = [0, 0];
    sandbox.onRequest(async () => {
      now += 1;
      most = Math.max(most, now);
      await sleep(1);
      now -= 1;
    });
    const flow = new Flow(updatedContacts, sandbox, { startFrom: 'beginning', fields: 'tags', emit: 'page' });
    await flow.poll();
    const records = flow.emitted.flatMap(({ items }) => items as Record<string, unknown>[]);
    assert.deepEqual(
      records.map(({ id }) => id),
      ids,
    );
    assert.ok(records.every((record) => listOf(record, 'tags').data.length === 11));
    assert.ok(most > 2 && most <= 5, `${most} at once`);
  });

  it('lose nothing where one cannot be read', async () => {
    const ids = [tagged(11), tagged(11), tagged(11)];
    sandbox.faults.add({ kind: 'status', status: 403, code: 'forbidden' }, { route: TAGS, times: 1 });
    const flow = flowOf('tags');
    const { errors, emitted, snapshots } = await flow.poll();
    assert.match(errors[0]?.message ?? '', /GET \/contacts\/\{contact_id\}\/tags failed with 403/);
    assert.deepEqual([emitted, snapshots], [[], []]);
    await flow.poll();
    assert.deepEqual(
      flow.emitted.map(({ id }) => id),
      ids,
    );
  });

  it('stay as they are where the contact is gone by now', async () => {
    const ids = [tagged(11), tagged(11)];
    const unhook = sandbox.onRequest(({ route }) => {
      if (route !== TAGS) return;
      unhook();
      sandbox.workspace.contacts.delete(ids[0] ?? '');
    });
    const flow = flowOf('tags');
    const { errors } = await flow.poll();
    assert.deepEqual(errors, []);
    assert.deepEqual(
      flow.emitted.map((record) => [record.id, listOf(record, 'tags').has_more]),
      [
        [ids[0], true],
        [ids[1], false],
      ],
    );
  });

  it('are named by the step before any call', async () => {
    const { errors } = await flowOf('tags, segments').poll();
    assert.match(errors[0]?.message ?? '', /^fields can name tags, notes, companies\./);
    assert.equal(sandbox.requests.count(), 0);
  });
});
