import assert from 'node:assert/strict';
import { type Flow, mixedSecret, type Oih, startOih } from '../../tools/oih';
import { type Sandbox, startSandbox } from '../../tools/sandbox';

const { AMQP_URI } = process.env;
const COPIES = 10;

describe(`upserts in a flow, on ${AMQP_URI ? 'RabbitMQ with ferryman as a process' : 'the embedded broker'}`, function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let oih: Oih;

  /** One step that gets each message in ten flows at once, as ten flows over the same persons would have it. */
  async function start(fn: string, fields: Record<string, unknown> = {}): Promise<string[]> {
    sandbox = await startSandbox({ indexLagSeconds: 300 });
    const secrets = { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) };
    const env = { ELASTICIO_OUTPUT_RATE_LIMIT: '1000', ELASTICIO_REBOUND_INITIAL_EXPIRATION: '50' };
    oih = await startOih({ amqpUri: AMQP_URI, secrets, env });
    const node = { id: 'step', componentId: 'intercom', function: fn, credentials_id: 'intercom', fields };
    const ids: string[] = [];
    // On RabbitMQ each step is a process of its own.
    for (let copy = 0; copy < (AMQP_URI ? 2 : COPIES); copy += 1) {
      const flow: Flow = { name: `spec ${fn} ${copy}`, graph: { nodes: [node], edges: [] } };
      ids.push(await oih.deploy(flow));
    }
    return ids;
  }

  afterEach(async () => {
    await oih.close();
    await sandbox.close();
  });

  const errors = () => oih.events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));
  const rebounds = () => oih.events.filter(({ type }) => type === 'rebound').length;

  it('make one contact of what several flows bring at once, although answers are lost and the message comes back', async () => {
    const flows = await start('upsertContact');
    const fault = sandbox.faults.add(
      { kind: 'status', status: 503, acts: true, headers: { 'Retry-After': '60' } },
      { route: 'POST /contacts', times: flows.length },
    );
    for (const flowId of flows) {
      oih.trigger(flowId, {
        data: { email: 'ana.reyes@example.com', name: 'Ana Reyes' },
        metadata: { oihUid: 'hub-1', recordUid: 'crm-1' },
      });
    }
    await oih.idle(30_000);
    assert.deepEqual(errors(), []);
    assert.ok(fault.hits > 0 && rebounds() > 0, 'nothing was lost');
    const [contact, ...others] = sandbox.workspace.contacts.all.values();
    assert.deepEqual(others, []);
    const emitted = oih.emitted('step').map(({ metadata }) => metadata);
    assert.deepEqual(
      emitted,
      flows.map(() => ({ oihUid: 'hub-1', recordUid: contact?.id })),
    );
  });

  it('bring a whole batch back while Intercom is away', async () => {
    const [flowId = ''] = await start('upsertContacts');
    sandbox.faults.add({ kind: 'status', status: 503, acts: true, headers: { 'Retry-After': '60' } }, { times: 5 });
    const contacts = [1, 2, 3, 4, 5].map((n) => ({ external_id: `crm-${n}`, name: `Person ${n}` }));
    oih.trigger(flowId, { data: { contacts }, metadata: {} });
    await oih.idle(30_000);
    assert.deepEqual(errors(), []);
    assert.equal(rebounds(), 1);
    const [result, ...others] = oih.emitted('step');
    assert.deepEqual(others, []);
    assert.equal(JSON.stringify(result?.data).match(/"outcome"/g)?.length, 5);
    assert.equal(sandbox.workspace.contacts.all.size, 5);
  });
});
