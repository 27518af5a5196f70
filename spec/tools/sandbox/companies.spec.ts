import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: companies', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  afterEach(() => sandbox.close());

  it('are created or updated by company_id, and keep what is not sent', async () => {
    const made = await send(sandbox, 'POST /companies', {
      company_id: 'org-1',
      name: 'Mill',
      plan: 'Team',
      size: 4,
      custom_attributes: { region: 'north', tier: 2 },
    });
    assert.deepEqual([made.status, made.body.name, made.body.plan.name, made.body.size], [200, 'Mill', 'Team', 4]);
    sandbox.clock.advance(60);
    const again = await send(sandbox, 'POST /companies', {
      company_id: 'org-1',
      size: null,
      custom_attributes: { tier: null },
    });
    assert.deepEqual(
      [again.body.id, again.body.name, again.body.size, again.body.custom_attributes],
      [made.body.id, 'Mill', null, { region: 'north' }],
    );
    assert.deepEqual([again.body.created_at, again.body.updated_at], [NOON, NOON + 60]);
  });

  it('are changed by the id from Intercom, but for their company_id', async () => {
    const { id } = sandbox.workspace.companies.upsert({ company_id: 'org-1', name: 'Mill' });
    const changed = await send(sandbox, `PUT /companies/${id}`, { name: 'Mill & Sons', company_id: 'org-2' });
    assert.deepEqual([changed.body.name, changed.body.company_id], ['Mill & Sons', 'org-1']);
    assert.equal((await send(sandbox, `GET /companies/${id}`)).body.name, 'Mill & Sons');
    const nowhere = '65a0c0ffee0001000000c001';
    for (const request of [`GET /companies/${nowhere}`, `PUT /companies/${nowhere}`, `DELETE /companies/${nowhere}`]) {
      assert.equal(refusal(await send(sandbox, request)), '404 company_not_found');
    }
    assert.deepEqual((await send(sandbox, `DELETE /companies/${id}`)).body, { id, object: 'company', deleted: true });
    assert.equal(refusal(await send(sandbox, `GET /companies/${id}`)), '404 company_not_found');
  });

  it('are found by company_id, by name, several of one name as a list, and by tag', async () => {
    const { companies, tags } = sandbox.workspace;
    const mill = companies.upsert({ company_id: 'org-1', name: 'Mill' });
    companies.upsert({ company_id: 'org-2', name: 'Dam' });
    const get = (query: string) => send(sandbox, `GET /companies?${query}`);
    assert.equal((await get('company_id=org-1')).body.id, mill.id);
    assert.equal((await get('name=Mill')).body.id, mill.id);
    assert.equal(refusal(await get('name=Lock')), '404 company_not_found');
    assert.equal(refusal(await get('company_id=org-3')), '404 company_not_found');
    companies.upsert({ company_id: 'org-3', name: 'Mill' });
    assert.equal((await get('name=Mill')).body.total_count, 2);
    const tag = tags.named('VIP').id;
    companies.tag(mill.id, tags.applied(tag));
    assert.deepEqual(
      (await get(`tag_id=${tag}`)).body.data.map(({ id }: { id: string }) => id),
      [mill.id],
    );
    assert.equal((await get('')).body.total_count, 3);
  });

  it('take in contacts, and only with one are they found by the search of Preview', async () => {
    const { companies, contacts } = sandbox.workspace;
    const mill = companies.upsert({ company_id: 'org-1', name: 'Mill', custom_attributes: { region: 'north' } });
    const nora = contacts.create({ email: 'nora@example.com' });
    const search = async (field: string, value: string) =>
      (await send(sandbox, 'POST /companies/search', { query: { field, operator: '=', value } }, 'Preview')).body
        .total_count;
    assert.equal(await search('name', 'Mill'), 0);
    assert.equal((await send(sandbox, `POST /contacts/${nora.id}/companies`, { id: mill.id })).body.id, mill.id);
    assert.equal(await search('name', 'Mill'), 1);
    assert.equal(await search('custom_attributes.region', 'north'), 1);
    assert.equal(await search('company_id', 'org-2'), 0);
    await send(sandbox, `DELETE /contacts/${nora.id}/companies/${mill.id}`);
    assert.deepEqual(contacts.get(nora.id).companies, []);
    assert.equal(refusal(await send(sandbox, `POST /contacts/${nora.id}/companies`, {})), '400 parameter_not_found');
    assert.equal(refusal(await send(sandbox, 'POST /companies/search', {})), '404 not_found');
  });
});
