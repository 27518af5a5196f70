import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Flow, flowIdOf, mixedSecret, type Oih, startOih } from '../tools/oih';
import { type HookFront, openHooks } from '../tools/oih/hooks';
import { type Sandbox, startSandbox } from '../tools/sandbox';
import { sendWebhooks, type Webhooks } from '../tools/sandbox/webhooks';
import { ROOT } from './support/component';

const { AMQP_URI } = process.env;
const SECRET = 'spec-hub-secret';
const TOKEN = 'spec-hook-token';

describe(`a webhook flow, on ${AMQP_URI ? 'RabbitMQ with ferryman as a process' : 'the embedded broker'}`, function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let oih: Oih;
  let front: HookFront;
  let webhooks: Webhooks;
  let url: string;
  const flow: Flow = JSON.parse(readFileSync(join(ROOT, 'examples/flows/answer-at-once.json'), 'utf8'));

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: 'small' });
    const secret = { accessToken: sandbox.token, baseUrl: sandbox.url, clientSecret: SECRET, webhookToken: TOKEN };
    oih = await startOih({ amqpUri: AMQP_URI, secrets: { intercom: mixedSecret(secret) } });
    front = await openHooks((flowId, message) => oih.trigger(flowId, message));
    await oih.deploy(flow);
    url = `${front.url}/hook/${flowIdOf(flow)}?token=${TOKEN}`;
    webhooks = sendWebhooks(sandbox, { url, clientSecret: SECRET, retryAfterMs: 50 });
  });
  afterEach(async () => {
    webhooks.stop();
    await front.close();
    await oih.close();
    await sandbox.close();
  });

  const errors = () => oih.events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));
  async function quiet(): Promise<void> {
    // The answers make notifications of their own.
    for (let before = -1; before !== oih.events.length; ) {
      before = oih.events.length;
      await webhooks.idle();
      await oih.idle(30_000);
    }
  }

  it('answers each conversation that a contact begins, and only those, once', async () => {
    const { contacts, conversations, admins } = sandbox.workspace;
    const contact = contacts.create({ role: 'lead', name: 'Nia Okafor' }).id;
    const ids = [1, 2, 3].map((n) => conversations.create({ by: contact, body: `<p>Question ${n} & more</p>` }).id);
    conversations.create({ by: admins.me().id, to: contact, body: 'We wrote first' });
    await quiet();
    assert.deepEqual(errors(), []);
    assert.deepEqual(
      oih
        .emitted('answer')
        .map(({ metadata }) => metadata?.recordUid)
        .sort(),
      ids.sort(),
    );
    for (const id of ids) {
      const answers = conversations.partsOf(id).filter(({ author }) => author.type === 'admin');
      assert.equal(answers.length, 1);
      assert.match(answers[0]?.body ?? '', /Hello Nia Okafor/);
    }
    const first = oih.emitted('asked')[0];
    assert.equal(first?.metadata?.topic, 'conversation.user.created');
    assert.ok(!JSON.stringify(first).includes(TOKEN));
  });

  it('drops what is delivered again, also after the step was started anew', async () => {
    const { contacts, conversations } = sandbox.workspace;
    const id = conversations.create({ by: contacts.create({ role: 'lead' }).id, body: 'Hello' }).id;
    await quiet();
    const given = oih.events.flatMap((event) =>
      event.type === 'input' && event.stepId === 'asked' ? [event.message] : [],
    );
    const again = given.filter(({ data }) => Object(data).topic === 'conversation.user.created');
    assert.equal(again.length, 1);
    for (const message of again) oih.trigger(flowIdOf(flow), message);
    await quiet();
    await oih.restart(flowIdOf(flow), 'asked');
    for (const message of again) oih.trigger(flowIdOf(flow), message);
    await quiet();
    assert.deepEqual(errors(), []);
    assert.deepEqual(
      oih.emitted('answer').map(({ metadata }) => metadata?.recordUid),
      [id],
    );
  });

  it('refuses what does not prove itself: an error for each, and no message', async () => {
    const headers = { 'content-type': 'application/json' };
    const item = { type: 'conversation', id: '1' };
    const body = JSON.stringify({ type: 'notification_event', topic: 'conversation.user.created', data: { item } });
    for (const address of [url, url.replace(TOKEN, 'guessed'), url.replace(/\?.*/, '')])
      assert.equal((await fetch(address, { method: 'POST', headers, body })).status, 200, 'the platform answers first');
    await quiet();
    assert.deepEqual(
      errors().map((message) => /has no signature|is not the one|without the token/.exec(message)?.[0]),
      ['has no signature', 'is not the one', 'without the token'],
    );
    assert.deepEqual(oih.emitted('asked'), []);
    assert.ok(!errors().join().includes(SECRET) && !errors().join().includes(TOKEN));
  });

  it('asks for no secret that ferryman got, and accepts nothing where it shows only stars', async () => {
    const asked: string[] = [];
    const answer = oih.secrets.answer.bind(oih.secrets);
    oih.secrets.answer = (method, path) => {
      asked.push(path.join('/'));
      return answer(method, path);
    };
    await webhooks.ping();
    await quiet();
    assert.equal(asked.length, 1, 'by ferryman');
    oih.secrets.readRaw = false;
    await webhooks.ping();
    await quiet();
    assert.equal(errors().length, 1);
    assert.match(errors()[0] ?? '', /secrets\.secret\.readRaw/);
  });

  it('says that the hook works when the address is tried out', async () => {
    assert.equal(await webhooks.check(), true);
    await webhooks.ping();
    await quiet();
    const said = () => oih.events.some((event) => event.type === 'log' && /The hook works/.test(event.record.msg));
    for (const until = Date.now() + 5_000; !said() && Date.now() < until; )
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(said());
    assert.deepEqual([errors(), oih.emitted('asked')], [[], []]);
  });
});
