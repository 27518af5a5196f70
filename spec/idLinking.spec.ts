import assert from 'node:assert/strict';
import { join } from 'node:path';
import { addAttributes, CRM_COMPONENT, type RunningCrm, startCrm } from '../tools/crm';
import { type Flow, mixedSecret, type Oih, readFlow, startOih } from '../tools/oih';
import { type Sandbox, startSandbox } from '../tools/sandbox';
import { ROOT } from './support/component';

const { AMQP_URI } = process.env;

describe(`id linking, on ${AMQP_URI ? 'RabbitMQ with ferryman as a process' : 'the embedded broker'}`, function () {
  this.timeout(60_000);
  let crm: RunningCrm;
  let sandbox: Sandbox;
  let oih: Oih;
  let flowId: string;

  /** Starts a flow between an empty CRM and a sandbox. */
  async function deploy(flow: Flow): Promise<void> {
    crm = await startCrm();
    sandbox = await startSandbox();
    addAttributes(sandbox, flow);
    const secrets = {
      crm: mixedSecret({ crmUrl: crm.url }),
      intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }),
    };
    oih = await startOih({ amqpUri: AMQP_URI, components: CRM_COMPONENT, secrets });
    flowId = await oih.deploy(flow);
  }

  /** CRM -> Intercom, with a branch for records and one for their deletion, as flows without branches by content have. */
  async function start(idLinking: boolean, fields: Record<string, unknown> = {}, kind = 'Person'): Promise<void> {
    const node = (id: string, componentId: string, fn: string) => ({
      id,
      componentId,
      function: fn,
      credentials_id: componentId,
      fields: { deletes: true, ...(componentId === 'intercom' && fields) },
      nodeSettings: { idLinking, applicationUid: `${componentId}-1`, governance: true },
    });
    await deploy({
      name: `spec ${kind}`,
      graph: {
        nodes: [
          node('changed', 'crm', `get${kind}sPolling`),
          node('upsert', 'intercom', `upsert${kind}`),
          node('remove', 'intercom', `delete${kind}`),
        ],
        edges: [
          { source: 'changed', target: 'upsert' },
          { source: 'changed', target: 'remove' },
        ],
      },
    });
  }

  afterEach(async () => {
    await oih.close();
    await sandbox.close();
    await crm.close();
  });

  async function run(): Promise<void> {
    oih.trigger(flowId);
    await oih.idle(30_000);
    const errors = oih.events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));
    assert.deepEqual(errors, []);
  }

  const contacts = () => [...sandbox.workspace.contacts.all.values()];
  const email = (value: string) => ({ contactData: [{ type: 'email', value }] });
  const ana = { firstName: 'Ana', lastName: 'Reyes', ...email('ana.reyes@example.com') };
  const outcomes = () => oih.emitted('remove').map(({ data }) => Object(data).delete);

  it("updates the same contact by the hub's link, also when all by which it could be found has changed", async () => {
    await start(true);
    const { uid } = crm.create('persons', ana);
    await run();
    const [contact] = contacts();
    const [entry] = oih.dataHub.entries;
    assert.deepEqual(entry?.refs, [
      { applicationUid: 'crm-1', recordUid: uid },
      { applicationUid: 'intercom-1', recordUid: contact?.id },
    ]);
    assert.deepEqual(oih.emitted('upsert')[0]?.metadata, { oihUid: entry?.id });

    crm.edit('persons', uid, { lastName: 'Torres', ...email('ana.torres@example.com') });
    const before = sandbox.requests.count();
    await run();
    assert.deepEqual(
      contacts().map(({ id, name, email }) => ({ id, name, email })),
      [{ id: contact?.id, name: 'Ana Torres', email: 'ana.torres@example.com' }],
    );
    assert.equal(sandbox.requests.count() - before, 2, 'one read and one write');
    assert.equal(oih.dataHub.entries.length, 1);
    assert.deepEqual(outcomes(), []);
  });

  it('archives the contact of a person that was deleted, and unlinks it', async () => {
    await start(true);
    const { uid } = crm.create('persons', ana);
    await run();
    crm.remove('persons', uid);
    await run();
    assert.deepEqual(
      contacts().map(({ archived }) => archived),
      [true],
    );
    assert.deepEqual(outcomes(), ['confirmed']);
    assert.deepEqual(
      oih.dataHub.entries.map(({ refs }) => refs.map(({ applicationUid }) => applicationUid)),
      [['crm-1']],
    );
  });

  it('finds the contact by what the person holds where nothing is linked', async () => {
    await start(false);
    const { uid } = crm.create('persons', ana);
    await run();
    const [contact] = contacts();
    assert.deepEqual(oih.emitted('upsert')[0]?.metadata, { applicationUid: 'intercom-1', recordUid: contact?.id });
    crm.edit('persons', uid, { lastName: 'Torres' });
    await run();
    assert.deepEqual(
      contacts().map(({ id, name }) => ({ id, name })),
      [{ id: contact?.id, name: 'Ana Torres' }],
    );
    assert.deepEqual(oih.dataHub.entries, []);
  });

  it("finds and deletes the contact by the CRM's id where nothing is linked, if the step keeps that", async () => {
    await start(false, { externalIdFrom: 'recordUid' });
    const { uid } = crm.create('persons', ana);
    await run();
    crm.edit('persons', uid, email('ana.torres@example.com'));
    await run();
    assert.deepEqual(
      contacts().map(({ external_id, email }) => ({ external_id, email })),
      [{ external_id: uid, email: 'ana.torres@example.com' }],
    );
    crm.remove('persons', uid);
    await run();
    assert.deepEqual([contacts()[0]?.archived, outcomes()], [true, ['confirmed']]);
  });

  it('goes for organizations as well: a company that Intercom had is found by its name, and then by the link', async () => {
    await start(true, {}, 'Organization');
    const { companies } = sandbox.workspace;
    const before = companies.list().length;
    const { id } = companies.upsert({ company_id: 'product-4', name: 'Blue Sun' });
    const { uid } = crm.create('organizations', { name: 'Blue Sun' });
    await run();
    assert.deepEqual(oih.dataHub.entries[0]?.refs, [
      { applicationUid: 'crm-1', recordUid: uid },
      { applicationUid: 'intercom-1', recordUid: id },
    ]);
    crm.edit('organizations', uid, { name: 'Blue Sun Inc' });
    const calls = sandbox.requests.count();
    await run();
    assert.equal(sandbox.requests.count() - calls, 2, 'one read and one write');
    const { company_id, name } = companies.get(id);
    assert.deepEqual([company_id, name, companies.list().length - before], ['product-4', 'Blue Sun Inc', 1]);

    crm.remove('organizations', uid);
    await run();
    assert.deepEqual([companies.find(id), outcomes()], [undefined, ['confirmed']]);
  });

  it('keeps crm-to-intercom.json one way: it makes, updates and archives contacts, and the CRM hears of nothing', async () => {
    await deploy(readFlow(join(ROOT, 'examples/flows/crm-to-intercom.json')));
    const { uid } = crm.create('persons', { ...ana, jobTitle: 'Baker' });
    await run();
    crm.edit('persons', uid, { lastName: 'Torres' });
    await run();
    sandbox.workspace.contacts.update(contacts()[0]?.id ?? '', { phone: '+1 555 0101' });
    const calls = sandbox.requests.count();
    await run();
    assert.equal(sandbox.requests.count() - calls, 0, 'nothing changed in the CRM');
    assert.deepEqual(
      contacts().map(({ name, phone, custom_attributes }) => [name, phone, custom_attributes]),
      [['Ana Torres', '+1 555 0101', { job_title: 'Baker' }]],
    );
    crm.remove('persons', uid);
    await run();
    assert.equal(contacts()[0]?.archived, true);
    assert.equal(crm.writes, 0);
  });
});
