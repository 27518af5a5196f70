import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { run } from '../support/component';

const NOON = 1_767_614_400;

describe('upsert of companies, tags and custom objects', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  beforeEach(() => sandbox.reset());
  after(() => sandbox.close());

  function step(name: string, data: object, config: Record<string, unknown> = {}, metadata = {}) {
    return run(name, {
      message: { data, metadata },
      config: { ...config, accessToken: sandbox.token, baseUrl: sandbox.url },
    });
  }
  const fifty = (name: string, data: (index: number) => object, config = {}) =>
    Promise.all(Array.from({ length: 50 }, (_, index) => step(name, data(index), config)));

  for (const id of ['crm-7', '', null]) {
    for (const [name, config] of [
      ['upsertCompany', {}],
      ['upsertOrganization', { skipTransformation: true }],
    ] as const) {
      it(`finds the company that the hub knows, whatever id the message has: ${JSON.stringify(id)}, ${name}`, async () => {
        const company = sandbox.workspace.companies.upsert({ company_id: 'org-1', name: 'Mill' });
        const linked = { ...config, nodeSettings: { idLinking: true } };
        const { errors } = await step(name, { id, name: 'New Mill' }, linked, { recordUid: company.id });
        assert.deepEqual(errors, []);
        assert.deepEqual(
          sandbox.workspace.companies.list().map(({ id, name }) => [id, name]),
          [[company.id, 'New Mill']],
        );
      });
    }
  }

  for (const config of [{}, { skipUnchanged: true }]) {
    const reading = 'skipUnchanged' in config ? ', reading first' : '';
    it(`make one company of fifty runs at the same moment${reading}`, async () => {
      sandbox.faults.add({ kind: 'latency', ms: 40 }, { route: 'GET /companies' });
      const all = await fifty('upsertCompany', (index) => ({ company_id: 'org-1', name: `Mill ${index}` }), config);
      assert.deepEqual(
        all.flatMap(({ errors, rebounds }) => [...errors, ...rebounds]),
        [],
      );
      assert.equal(sandbox.workspace.companies.list().length, 1);
    });
    it(`make one custom object of fifty runs at the same moment${reading}`, async () => {
      const type = { custom_object_type_identifier: 'Order', external_id: 'o-1' };
      const all = await fifty(
        'upsertCustomObjectInstance',
        (index) => ({ ...type, custom_attributes: { number: index } }),
        config,
      );
      assert.deepEqual(
        all.flatMap(({ errors, rebounds }) => [...errors, ...rebounds]),
        [],
      );
      assert.equal(sandbox.workspace.customObjects.list('Order').length, 1);
    });
  }

  it('make one tag of fifty runs at the same moment, whatever the letters', async () => {
    await fifty('upsertTag', (index) => ({ name: index % 2 ? 'VIP' : 'vip' }));
    assert.equal(sandbox.workspace.tags.list().length, 1);
  });

  it('make one of each although the answer is lost', async () => {
    const lost = (route: string) =>
      sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { route, times: 1 });
    lost('POST /companies');
    lost('POST /tags');
    lost('POST /custom_object_instances/{custom_object_type_identifier}');
    const object = { custom_object_type_identifier: 'Order', external_id: 'o-1' };
    const all = [
      await step('upsertCompany', { company_id: 'org-1', name: 'Mill' }),
      await step('upsertTag', { name: 'vip' }),
      await step('upsertCustomObjectInstance', object),
    ];
    assert.deepEqual(
      all.map(({ emitted, errors }) => [emitted.length, errors.length]),
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
    );
    const { companies, tags, customObjects } = sandbox.workspace;
    assert.deepEqual([companies.list().length, tags.list().length, customObjects.list('Order').length], [1, 1, 1]);
  });

  it('do not send a company again that only its name tells', async () => {
    sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { route: 'POST /companies', times: 1 });
    const { errors, rebounds } = await step('upsertCompany', { name: 'Mill' });
    assert.match(errors[0]?.message ?? '', /^POST \/companies got no answer/);
    assert.deepEqual(rebounds, []);
    const again = await step('upsertCompany', { name: 'Mill', size: 4 });
    assert.equal(again.emitted.length, 1);
    assert.deepEqual(
      sandbox.workspace.companies.list().map(({ size }) => size),
      [4],
    );
  });

  it('keep what is not sent, and empty what is null', async () => {
    await step('upsertCompany', { company_id: 'org-1', name: 'Mill', size: 4, custom_attributes: { a: 1, b: 2 } });
    await step('upsertCompany', { company_id: 'org-1', size: null, custom_attributes: { b: null } });
    const [company] = sandbox.workspace.companies.list();
    assert.deepEqual([company?.name, company?.size, company?.custom_attributes], ['Mill', undefined, { a: 1 }]);
  });

  for (const config of [{ skipTransformation: true }, { customMapping: '{ "data": data }' }]) {
    it(`never erase the name of an organization's company: ${Object.keys(config).join()}`, async () => {
      await step('upsertCompany', { company_id: 'org-1', name: 'Mill', website: 'mill.example.com' });
      for (const name of [null, '', ' ']) {
        const website = `${JSON.stringify(name)}.example.com`;
        const { errors } = await step('upsertOrganization', { name, website }, config, { recordUid: 'org-1' });
        assert.deepEqual(errors, []);
        assert.deepEqual(
          sandbox.workspace.companies.list().map(({ name, website }) => [name, website]),
          [['Mill', website]],
        );
      }
    });
  }

  it('take the id that the hub knows where id linking is on, and hand on its uid', async () => {
    const { id } = sandbox.workspace.companies.upsert({ company_id: 'org-1', name: 'Mill' });
    const linking = { nodeSettings: { idLinking: true } };
    const company = await step('upsertCompany', { name: 'Dam' }, linking, { oihUid: 'hub-1', recordUid: id });
    assert.deepEqual(company.emitted[0]?.metadata, { oihUid: 'hub-1', recordUid: id });
    assert.equal(sandbox.workspace.companies.get(id).name, 'Dam');
    const tag = sandbox.workspace.tags.named('vip');
    await step('upsertTag', { name: 'gold' }, linking, { recordUid: tag.id });
    assert.deepEqual(sandbox.workspace.tags.list(), [{ id: tag.id, name: 'gold' }]);
  });
});
