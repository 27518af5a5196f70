import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { run } from '../support/component';

const NOON = 1_767_614_400;
const ANA = { firstName: 'Ana', lastName: 'Reyes', contactData: [{ type: 'email', value: 'ana@example.com' }] };

describe('upsert of persons and organizations', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ now: NOON, indexLagSeconds: 0 });
  });
  beforeEach(() => sandbox.reset());
  after(() => sandbox.close());

  function attempt(name: string, data: object, fields: Record<string, unknown> = {}, metadata = {}) {
    const config = { ...fields, accessToken: sandbox.token, baseUrl: sandbox.url };
    return run(name, { message: { data, metadata }, config });
  }
  async function step(...given: Parameters<typeof attempt>) {
    const { emitted, errors } = await attempt(...given);
    assert.deepEqual(errors, []);
    return emitted;
  }
  const contacts = () => [...sandbox.workspace.contacts.all.values()];
  const companies = () => sandbox.workspace.companies.list();

  describe("with id linking, where the hub has put Intercom's id in the place of the other application's", () => {
    const DEAD = 'deadbeefdeadbeefdeadbeef';
    const linked = { nodeSettings: { idLinking: true, applicationUid: 'intercom-1' } };

    it('makes one company in the place of one that was deleted, and finds it again under another name', async () => {
      for (const name of ['Acme', 'Acme Ltd']) {
        await step('upsertOrganization', { name }, linked, { recordUid: DEAD, oihUid: 'hub-1' });
      }
      assert.deepEqual(
        companies().map(({ company_id, name }) => [company_id, name]),
        [['hub-1', 'Acme Ltd']],
      );
      const config = { ...linked, deletes: true };
      await step('deleteOrganization', { deleteRequested: true }, config, { recordUid: DEAD, oihUid: 'hub-1' });
      assert.deepEqual(companies(), []);
    });

    it("takes the other application's id where the hub has none of Intercom's", async () => {
      await step('upsertOrganization', { name: 'Acme' }, linked, { recordUid: 'crm-1', oihUid: 'hub-1' });
      const config = { ...linked, externalIdFrom: 'recordUid' };
      await step('upsertPerson', ANA, config, { recordUid: 'crm-2', oihUid: 'hub-2' });
      assert.deepEqual([companies()[0]?.company_id, contacts()[0]?.external_id], ['crm-1', 'crm-2']);
    });

    it('finds a contact by its e-mail address where the link is dead, and writes no external_id', async () => {
      const config = { ...linked, externalIdFrom: 'recordUid' };
      for (const external_id of ['crm-1', null]) {
        sandbox.reset();
        const { id } = sandbox.workspace.contacts.create({ role: 'user', email: 'ana@example.com', external_id });
        await step('upsertPerson', ANA, config, { recordUid: DEAD, oihUid: 'hub-1' });
        assert.deepEqual(
          contacts().map((one) => [one.id, one.name, one.external_id ?? null]),
          [[id, 'Ana Reyes', external_id]],
        );
      }
    });

    it('writes the id that the hub has of its own where the step says so', async () => {
      const { id } = sandbox.workspace.contacts.create({ role: 'user', email: 'ana@example.com' });
      const config = { ...linked, externalIdFrom: 'oihUid' };
      await step('upsertPerson', ANA, config, { recordUid: id, oihUid: 'hub-1' });
      assert.equal(contacts()[0]?.external_id, 'hub-1');
    });
  });

  it('never makes the id of a contact its external_id', async () => {
    const { id } = sandbox.workspace.contacts.create({ role: 'user', email: 'ana@example.com' });
    await step('upsertPerson', ANA, { externalIdFrom: 'recordUid' }, { recordUid: id });
    assert.deepEqual([contacts()[0]?.name, contacts()[0]?.external_id ?? null], ['Ana Reyes', null]);
  });

  const shapes: [string, object][] = [
    ['the built-in mapping', {}],
    ['skipTransformation', { skipTransformation: true }],
    ['customMapping', { customMapping: '{"data": {"email": data.email, "name": data.name}}' }],
  ];
  for (const [shape, fields] of shapes) {
    describe(`a message that says of deletion, with ${shape}`, () => {
      const ana = { ...ANA, email: 'ana@example.com', name: 'Acme' };
      for (const [name, records] of [
        ['upsertPerson', contacts],
        ['upsertOrganization', companies],
      ] as const) {
        it(`is brought in step where it says no, also as a text, and passed over where it says yes: ${name}`, async () => {
          for (const deleteRequested of [true, 'true', 'no']) {
            const { emitted, errors } = await attempt(name, { ...ana, deleteRequested }, { ...fields });
            assert.deepEqual([emitted, records()], [[], []]);
            assert.equal(errors.length, deleteRequested === 'no' ? 1 : 0);
          }
          for (const deleteRequested of [false, 'false', null, undefined]) {
            sandbox.reset();
            assert.equal((await step(name, { ...ana, deleteRequested }, { ...fields })).length, 1);
            assert.equal(records().length, 1);
          }
        });
      }
    });
  }

  for (const name of ['upsertPerson', 'upsertOrganization', 'getPersonsPolling', 'getOrganizationsPolling']) {
    it(`refuses to keep the mark in an attribute that holds something of the model: ${name}`, async () => {
      const field = name.includes('Person') ? 'jobTitle' : 'logo';
      const fields = { customAttributes: { [field]: ' oih_sync ' }, syncAttribute: 'oih_sync' };
      const { errors } = await attempt(name, name.startsWith('get') ? {} : { ...ANA, name: 'Acme' }, fields);
      assert.match(String(errors), /^ConfigurationError: customAttributes: \w+ has the attribute oih_sync, which/);
      assert.deepEqual(sandbox.requests.count(), 0);
    });
  }

  describe('a company that two relations of a person name', () => {
    const relations = (...ids: string[]) =>
      ids.map((id) => ({ type: 'PersonToOrganization', label: 'Company', uids: [id] }));
    const attachments = () => sandbox.requests.count('POST /contacts/{contact_id}/companies');
    const namesOf = (emitted: { data?: unknown }[]) =>
      Object(emitted[0]?.data).relations.map((one: object) => Object(one).partner.name);

    for (const lists of ['add', 'replace']) {
      it(`is added once, and comes out once, by whatever ids: lists ${lists}`, async () => {
        const { id } = sandbox.workspace.companies.upsert({ company_id: 'crm-1', name: 'Acme' });
        sandbox.workspace.companies.upsert({ company_id: 'crm-2', name: 'Blue Sun' });
        for (const ids of [
          [id, 'crm-1', 'crm-2'],
          ['crm-1', 'crm-2', id],
        ]) {
          const emitted = await step('upsertPerson', { ...ANA, relations: relations(...ids) }, { lists });
          assert.deepEqual([namesOf(emitted), attachments()], [['Acme', 'Blue Sun'], 2]);
        }
      });
    }
  });
});
