import assert from 'node:assert/strict';
import { CRM_COMPONENT, crmSecret, type RunningCrm, startCrm } from '../../../tools/crm';
import { type Oih, startOih } from '../../../tools/oih';

const { AMQP_URI } = process.env;

describe(`The local data hub, on ${AMQP_URI ? 'RabbitMQ' : 'the embedded broker'}`, function () {
  this.timeout(60_000);
  let crms: RunningCrm[];
  let oih: Oih;
  beforeEach(async () => {
    crms = [await startCrm(), await startCrm()];
    const [one, two] = crms.map(({ url }) => crmSecret(url));
    oih = await startOih({
      amqpUri: AMQP_URI,
      components: CRM_COMPONENT,
      secrets: { ...(one && { one }), ...(two && { two }) },
    });
  });
  afterEach(async () => {
    await oih.close();
    for (const crm of crms) await crm.close();
  });

  const node = (id: string, name: string, credentials_id: string) => ({
    id,
    componentId: 'crm',
    function: name,
    credentials_id,
    fields: { deletes: true },
    nodeSettings: { idLinking: true, applicationUid: credentials_id },
  });

  it('ties two records, so that one is found again without anything else that it is known by', async () => {
    const flow = await oih.deploy({
      name: 'copy',
      graph: {
        nodes: [
          node('from', 'getPersonsPolling', 'one'),
          node('to', 'upsertPerson', 'two'),
          node('gone', 'deletePerson', 'two'),
        ],
        edges: ['to', 'gone'].map((target) => ({ source: 'from', target })),
      },
    });
    const [one, two] = crms as [RunningCrm, RunningCrm];
    two.create('persons', { firstName: 'Somebody', lastName: 'Else' });
    const { uid } = one.create('persons', { firstName: 'Nia' });
    const run = async () => {
      oih.trigger(flow);
      await oih.idle(30_000);
    };
    await run();
    const [entry] = oih.dataHub.entries;
    assert.deepEqual(entry?.refs, [
      { applicationUid: 'one', recordUid: uid },
      { applicationUid: 'two', recordUid: 'P-1002' },
    ]);
    assert.deepEqual(
      oih.emitted('to').map(({ metadata }) => metadata),
      [{ oihUid: entry?.id }],
    );
    one.edit('persons', uid, { firstName: 'Nora' });
    await run();
    assert.deepEqual(
      two.all('persons').map(({ fields }) => fields.firstName),
      ['Somebody', 'Nora'],
    );
    one.remove('persons', uid);
    await run();
    assert.deepEqual(
      two.all('persons').map(({ fields }) => fields.firstName),
      ['Somebody'],
    );
  });
});
