import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Flow, mixedSecret, type Oih, startOih } from '../tools/oih';
import { type Sandbox, type SandboxOptions, startSandbox } from '../tools/sandbox';
import { ROOT } from './support/component';

const { AMQP_URI } = process.env;
/** Ferryman passes on 100 messages a second unless it is told otherwise. */
const ENV = { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' };

/** A flow of one step. */
function single(fn: string, fields: Record<string, unknown> = {}): Flow {
  const node = { id: 'step', componentId: 'intercom', function: fn, credentials_id: 'intercom', fields };
  return { name: `spec ${fn}`, graph: { nodes: [node], edges: [] } };
}

describe(`end to end, on ${AMQP_URI ? 'RabbitMQ with ferryman as a process' : 'the embedded broker'}`, function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let oih: Oih;

  async function start(options: SandboxOptions = {}, secret: Record<string, unknown> = {}): Promise<void> {
    sandbox = await startSandbox(options);
    const secrets = { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url, ...secret }) };
    oih = await startOih({ amqpUri: AMQP_URI, secrets, env: ENV });
  }

  async function runOnce(flowId: string): Promise<void> {
    oih.trigger(flowId);
    await oih.idle(60_000);
  }

  const errors = () => oih.events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));

  afterEach(async () => {
    await oih.close();
    await sandbox.close();
  });

  it('answers each new conversation once', async () => {
    await start({ seed: 'small' });
    const { workspace } = sandbox;
    const flow: Flow = JSON.parse(readFileSync(join(ROOT, 'examples/flows/answer-new-conversations.json'), 'utf8'));
    const flowId = await oih.deploy(flow);
    await runOnce(flowId);
    assert.deepEqual([errors(), oih.emitted('answer')], [[], []], 'the first run only notes where it begins');

    const contact = workspace.contacts.create({ role: 'lead', name: 'Nia Okafor' }).id;
    sandbox.clock.advance(2);
    const ids = [1, 2, 3].map((n) => workspace.conversations.create({ by: contact, body: `Question ${n}` }).id);
    sandbox.clock.advance(2);
    await runOnce(flowId);
    assert.deepEqual(errors(), []);
    const answered = oih.emitted('answer').map(({ metadata }) => metadata?.recordUid);
    assert.deepEqual(answered.sort(), ids.sort());
    for (const id of ids) {
      const [answer] = workspace.conversations.partsOf(id).filter(({ author }) => author.type === 'admin');
      assert.match(answer?.body ?? '', /Hello Nia Okafor/);
    }

    sandbox.clock.advance(60);
    await runOnce(flowId);
    assert.equal(oih.emitted('answer').length, 3, 'answered again');
  });

  it('reports a refused token once, and goes on when it is mended', async () => {
    await start({ seed: 'small' }, { accessToken: 'revoked' });
    const flowId = await oih.deploy(single('listTags'));
    await runOnce(flowId);
    assert.equal(errors().length, 1);
    assert.match(errors()[0] ?? '', /^GET \/tags failed with 401 .*Check the access token/);
    assert.ok(!JSON.stringify(oih.events.filter(({ type }) => type !== 'log')).includes('revoked'));
    oih.secrets.set('intercom', mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }));
    await runOnce(flowId);
    assert.equal(oih.emitted('step').length, 1);
  });

  it('reads nothing when the snapshot service fails, and loses nothing', async () => {
    await start({ seed: 'small' });
    const flowId = await oih.deploy(single('updatedContacts', { startFrom: 'beginning' }));
    await runOnce(flowId);
    const first = oih.emitted('step').length;
    assert.ok(first > 0);
    oih.snapshots.fault = 500;
    await runOnce(flowId);
    assert.match(errors().at(-1) ?? '', /did not tell where the last run stopped \(it answered 500\)/);
    assert.equal(oih.emitted('step').length, first);
    oih.snapshots.fault = undefined;
    await runOnce(flowId);
    assert.equal(oih.emitted('step').length, first, 'emitted again');
  });

  it('emits a large list in full, in order', async () => {
    await start({ seed: { contacts: 1_000 } });
    const flowId = await oih.deploy(single('listContacts', { output: 'all' }));
    oih.trigger(flowId, { data: {}, metadata: {} });
    await oih.idle(60_000);
    const ids = oih.emitted('step').map(({ metadata }) => metadata?.recordUid);
    assert.equal(new Set(ids).size, 1_000);
    assert.deepEqual(errors(), []);
  });
});
