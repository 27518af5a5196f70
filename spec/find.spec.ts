import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../tools/sandbox';
import { run } from './support/component';

describe('look-ups', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ now: 1_767_614_400, indexLagSeconds: 300 });
  });
  beforeEach(() => sandbox.reset());
  after(() => sandbox.close());

  async function ids(name: string, data: object, config: Record<string, unknown> = {}) {
    const { emitted, errors } = await run(name, {
      message: { data, metadata: { oihUid: 'hub-1', recordUid: 'crm-1' } },
      config: { ...config, accessToken: sandbox.token, baseUrl: sandbox.url },
    });
    return errors.length > 0 ? errors.map(({ message }) => message) : emitted.map(({ metadata }) => metadata);
  }

  it('find by id and external id what the search does not show yet', async () => {
    const { id } = sandbox.workspace.contacts.create({ external_id: 'crm-1', email: 'ana@example.com' });
    const found = [{ recordUid: id }];
    assert.deepEqual(await ids('findContact', { id }), found);
    assert.deepEqual(await ids('findContact', { external_id: 'crm-1' }), found);
    assert.match(String((await ids('findContact', { email: 'ana@example.com' }))[0]), /No matching object found/);
    sandbox.clock.advance(301);
    assert.deepEqual(await ids('findContact', { email: 'ana@example.com' }), found);
    assert.deepEqual(await ids('findContact', { external_id: 'crm-1', email: 'ana@example.com' }), found);
  });

  it('say before any call where fields and query together are more than Intercom takes', async () => {
    const condition = { field: 'role', operator: '=', value: 'user' };
    const either = (value: unknown) => ({ operator: 'OR', value: [value] });
    const cases: [query: object, said: RegExp][] = [
      [
        { operator: 'AND', value: Array(15).fill(condition) },
        /fields and query together do not fit: too many conditions/,
      ],
      [either(either(condition)), /fields and query together do not fit: nested too deeply/],
    ];
    for (const [query, said] of cases) {
      const [message] = await ids('findContact', { name: 'Ada', role: 'user', query });
      assert.match(String(message), said);
    }
  });

  it('emit each of very many, page by page', async () => {
    for (let index = 0; index < 320; index += 1) sandbox.workspace.contacts.create({ role: 'lead', name: 'Ana' });
    sandbox.clock.advance(301);
    const all = await ids('findContact', { name: 'Ana' }, { onMultiple: 'all' });
    assert.equal(new Set(all.map((one) => JSON.stringify(one))).size, 320);
    assert.equal((await ids('findContact', { name: 'Ana' }, { onMultiple: 'all', maxItems: 7 })).length, 7);
    assert.match(String((await ids('findContact', { name: 'Ana' }))[0]), /More than one matching object found\./);
  });

  it('take the one that was created last or first, of as many as there are', async () => {
    const created: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      created.push(sandbox.workspace.contacts.create({ role: 'lead', name: 'Ana' }).id);
      sandbox.clock.advance(1);
    }
    sandbox.clock.advance(301);
    assert.deepEqual(await ids('findContact', { name: 'Ana' }, { onMultiple: 'newest' }), [{ recordUid: created[29] }]);
    assert.deepEqual(await ids('findContact', { name: 'Ana' }, { onMultiple: 'oldest' }), [{ recordUid: created[0] }]);
    assert.equal(sandbox.requests.count(), 2);
  });

  it('find companies without users by what every version can, and conversations by whom they are with', async () => {
    const { companies, contacts, conversations } = sandbox.workspace;
    const mill = companies.upsert({ company_id: 'org-1', name: 'Mill' });
    assert.deepEqual(await ids('findCompany', { name: 'Mill' }), [{ recordUid: mill.id }]);
    assert.deepEqual(await ids('findCompany', { company_id: 'org-1' }), [{ recordUid: mill.id }]);
    assert.match(String((await ids('findCompany', { name: 'Mill', company_id: 'org-1' }))[0]), /No matching object/);
    const ana = contacts.create({ email: 'ana@example.com' });
    const talk = conversations.create({ by: ana.id, body: 'Hello' });
    assert.deepEqual(await ids('findConversation', { id: talk.id }), [{ recordUid: talk.id }]);
    sandbox.clock.advance(301);
    assert.deepEqual(await ids('findConversation', { contact_ids: ana.id }), [{ recordUid: talk.id }]);
    assert.deepEqual(await ids('findConversation', { source: { author: { email: 'ana@example.com' } } }), [
      { recordUid: talk.id },
    ]);
  });
});
