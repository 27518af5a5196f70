import assert from 'node:assert/strict';
import { companyDigest } from '../../lib/masterdata/digest';
import { DEFAULT_MAPPING } from '../../lib/masterdata/mapping';
import { markText } from '../../lib/masterdata/mark';
import { process as getOrganizationsPolling } from '../../lib/triggers/getOrganizationsPolling';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;

describe('getOrganizationsPolling', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
    sandbox.workspace.attributes.add({ name: 'oih_sync', model: 'company', dataType: 'string' });
  });
  afterEach(() => sandbox.close());

  const poll = async (flow: Flow) => {
    sandbox.clock.advance(30);
    const { emitted, errors } = await flow.poll();
    assert.deepEqual(errors, []);
    return emitted;
  };

  it('emits an organization of the model when its content changes, and not when a user is there', async () => {
    const { companies } = sandbox.workspace;
    const { id } = companies.upsert({ company_id: 'org-1', name: 'Harbour Mill Bakery', website: 'mill.example.com' });
    const flow = new Flow(getOrganizationsPolling, sandbox, { startFrom: 'beginning' });
    assert.deepEqual(await poll(flow), [
      {
        metadata: { recordUid: id },
        data: {
          name: 'Harbour Mill Bakery',
          contactData: [{ type: 'website', value: 'mill.example.com' }],
          lastUpdate: '2026-01-05T12:00:00.000Z',
        },
      },
    ]);
    companies.visit(id);
    companies.upsert({ company_id: 'org-1', size: 12 });
    assert.deepEqual(await poll(flow), []);
    companies.upsert({ company_id: 'org-1', name: 'Harbour Mill' });
    assert.equal(Object((await poll(flow))[0]?.data).name, 'Harbour Mill');
  });

  it('sends nothing back that an upsert left there', async () => {
    const { companies } = sandbox.workspace;
    const fields = { name: 'Harbour Mill Bakery', website: 'mill.example.com' };
    const mark = markText({ digest: companyDigest(fields, DEFAULT_MAPPING), edited: NOON });
    companies.upsert({ company_id: 'org-1', ...fields, custom_attributes: { oih_sync: mark } });
    const flow = new Flow(getOrganizationsPolling, sandbox, { startFrom: 'beginning', syncAttribute: 'oih_sync' });
    assert.deepEqual(await poll(flow), []);
    companies.upsert({ company_id: 'org-1', website: 'bakery.example.com' });
    assert.equal((await poll(flow)).length, 1);
  });

  it('sends an edit that only skipTransformation covers, whatever mark the company bears', async () => {
    const { companies } = sandbox.workspace;
    const mark = markText({ digest: companyDigest({ name: 'Harbour Mill Bakery' }, DEFAULT_MAPPING), edited: NOON });
    const { id } = companies.upsert({
      company_id: 'org-1',
      name: 'Harbour Mill Bakery',
      custom_attributes: { oih_sync: mark },
    });
    const fields = { startFrom: 'beginning', syncAttribute: 'oih_sync', skipTransformation: true };
    const flow = new Flow(getOrganizationsPolling, sandbox, fields);
    await poll(flow);
    companies.update(id, { industry: 'Food' });
    assert.deepEqual(
      (await poll(flow)).map(({ data }) => Object(data).industry),
      ['Food'],
    );
  });
});
