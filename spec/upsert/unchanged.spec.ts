import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { run } from '../support/component';

const NOON = 1_767_614_400;
const MARK = 'oih_sync';

describe("records that go back with Intercom's own fields as they came out", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON, seed: 'small' });
    for (const model of ['contact', 'company'] as const)
      sandbox.workspace.attributes.add({ name: MARK, model, dataType: 'string' });
  });
  afterEach(() => sandbox.close());

  const kinds = [
    ['upsertPerson', 'contact_id', 'retrieveContact', () => [...sandbox.workspace.contacts.all.values()]],
    ['upsertOrganization', 'company_id', 'retrieveCompanyById', () => sandbox.workspace.companies.list()],
  ] as const;
  for (const [upsert, field, retrieve, all] of kinds) {
    for (const mark of [undefined, MARK]) {
      it(`are not written by ${upsert}${mark ? ' once they bear the mark' : ''}`, async () => {
        const access = { accessToken: sandbox.token, baseUrl: sandbox.url };
        const config = { ...access, skipTransformation: true, ...(mark && { syncAttribute: mark }) };
        const goRound = async (id: string) => {
          const read = await run(retrieve, { message: { data: { [field]: id } }, config: access });
          const data = Object(read.emitted[0]?.data);
          const { errors } = await run(upsert, { message: { data, metadata: { recordUid: id } }, config });
          assert.deepEqual(errors, []);
        };
        const records = all();
        assert.ok(records.length > 0);
        for (const { id } of records) {
          if (mark) await goRound(id);
          sandbox.requests.clear();
          await goRound(id);
          const writes = sandbox.requests.list().filter(({ method }) => method !== 'GET');
          assert.deepEqual(
            writes.map(({ method, body }) => [method, body]),
            [],
          );
        }
      });
    }
  }
});
