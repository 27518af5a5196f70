import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { type Delivery, sendWebhooks, type WebhookOptions, type Webhooks } from '../../../tools/sandbox/webhooks';
import { json, withServer } from '../../support/server';

interface Body {
  id: string | null;
  topic: string;
  delivery_attempts: number;
  app_id: string;
  data: { item: Record<string, unknown> };
}

describe('sandbox: webhooks', () => {
  const server = withServer();
  let sandbox: Sandbox;
  let webhooks: Webhooks;
  let deliveries: Delivery[];

  beforeEach(async () => {
    deliveries = [];
    sandbox = await startSandbox({ now: 1_767_614_400 });
  });
  afterEach(async () => {
    webhooks.stop();
    await sandbox.close();
  });

  const subscribe = (options: Partial<WebhookOptions> = {}) => {
    webhooks = sendWebhooks(sandbox, {
      url: `${server.url}/hook?token=x`,
      retryAfterMs: 20,
      onDelivery: (one) => deliveries.push(one),
      ...options,
    });
  };
  const bodies = (): Body[] =>
    server.arrived.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body));
  const topics = () => bodies().map(({ topic }) => topic);

  it('tell what happens, of each kind that the sandbox has', async () => {
    subscribe();
    const { contacts, conversations, companies, tickets, articles, calls, tags, admins } = sandbox.workspace;
    const me = admins.me().id;
    const user = contacts.create({ email: 'a@example.com' }).id;
    const lead = contacts.create({ role: 'lead' }).id;
    contacts.update(user, { name: 'A' });
    const tag = tags.applied(tags.named('vip').id);
    contacts.tag(lead, tag);
    contacts.untag(lead, tag.id);
    contacts.archive(user);
    contacts.unarchive(user);
    const talk = conversations.create({ by: lead, body: 'Hello' }).id;
    conversations.create({ by: me, to: user, body: 'Hello' });
    conversations.reply(talk, { as: lead, body: 'Anybody?' });
    conversations.reply(talk, { as: me, body: 'Yes' });
    conversations.reply(talk, { as: me, body: 'Psst', type: 'note' });
    conversations.assign(talk, me, 'admin', me);
    conversations.rate(talk, 5);
    conversations.close(talk, me);
    conversations.delete(talk);
    contacts.merge(lead, user);
    contacts.delete(user);
    const company = companies.upsert({ company_id: 'c' }).id;
    companies.upsert({ company_id: 'c' });
    companies.remove(company);
    const ticket = tickets.add('Printer').id;
    tickets.rename(ticket, 'Scanner');
    tickets.resolve(ticket);
    tickets.close(ticket);
    const article = articles.add('Start').id;
    articles.rename(article, 'Begin');
    articles.publish(article);
    calls.add('+1 555 0101');
    await webhooks.idle();
    assert.deepEqual(
      topics().sort(),
      [
        'contact.user.created',
        'contact.lead.created',
        'contact.user.updated',
        'contact.lead.tag.created',
        'contact.lead.tag.deleted',
        'contact.archived',
        'contact.unarchive',
        'conversation.user.created',
        'conversation.admin.single.created',
        'conversation.user.replied',
        'conversation.admin.replied',
        'conversation.admin.noted',
        'conversation.admin.assigned',
        'conversation.rating.added',
        'conversation.admin.closed',
        'conversation.deleted',
        'contact.merged',
        'contact.user.updated',
        'contact.deleted',
        'company.created',
        'company.updated',
        'company.deleted',
        'ticket.created',
        'ticket.attribute.updated',
        'ticket.resolved',
        'ticket.closed',
        'article.created',
        'article.updated',
        'article.published',
        'call.ended',
      ].sort(),
    );
    const item = (topic: string) => bodies().find((body) => body.topic === topic)?.data.item;
    assert.deepEqual(item('contact.merged')?.merged_from, { type: 'contact', id: lead });
    assert.equal(item('contact.merged')?.id, user);
    assert.deepEqual(item('conversation.deleted'), { type: 'conversation', conversation_id: talk });
    assert.equal(item('contact.user.created')?.created_at, '2026-01-05T12:00:00.000+00:00');
    for (const topic of ['ticket.attribute.updated', 'ticket.closed']) {
      assert.equal(Object(item(topic)?.ticket).id, ticket, topic);
      assert.equal(item(topic)?.id, undefined, topic);
    }
    assert.equal(item('ticket.resolved')?.id, ticket);
    assert.equal(bodies()[0]?.app_id, 'sandbox1');
    assert.equal(new Set(bodies().map(({ id }) => id)).size, server.arrived.length);
  });

  it('go out signed, over the bytes that are sent', async () => {
    for (const escapes of [false, true]) {
      subscribe({ clientSecret: 'hub-secret', escapes });
      await webhooks.notify('contact.user.created', { type: 'contact', name: 'Zoë <R&D>\u2028' });
      webhooks.stop();
    }
    const [plain, escaped] = server.arrived;
    assert.match(plain?.body ?? '', /Zoë <R&D>\u2028/);
    assert.match(escaped?.body ?? '', /Zoë \\u003cR\\u0026D\\u003e\\u2028/);
    for (const { body, headers } of server.arrived) {
      const expected = createHmac('sha1', 'hub-secret').update(body).digest('hex');
      assert.equal(headers['x-hub-signature'], `sha1=${expected}`);
      assert.equal(headers['content-type'], 'application/json');
    }
  });

  it('are for the topics of the subscription, and stop with it', async () => {
    subscribe({ topics: ['contact.lead.created'] });
    sandbox.workspace.contacts.create({ email: 'a@example.com' });
    sandbox.workspace.contacts.create({ role: 'lead' });
    await webhooks.idle();
    assert.deepEqual(topics(), ['contact.lead.created']);
    webhooks.stop();
    sandbox.workspace.contacts.create({ role: 'lead' });
    await webhooks.idle();
    assert.equal(server.arrived.length, 1);
  });

  it('are repeated once where they fail, with the same id', async () => {
    subscribe();
    server.replies = [json(500, {})];
    sandbox.workspace.contacts.create({ role: 'lead' });
    await webhooks.idle();
    assert.deepEqual(
      bodies().map(({ delivery_attempts }) => delivery_attempts),
      [1, 2],
    );
    assert.equal(bodies()[0]?.id, bodies()[1]?.id);
    assert.deepEqual(
      deliveries.map(({ attempt, status }) => [attempt, status]),
      [
        [1, 500],
        [2, 500],
      ],
    );
  });

  it('are not repeated where they were taken, or where the address is gone for good', async () => {
    for (const status of [200, 204, 410]) {
      subscribe();
      server.replies = [json(status, {})];
      await webhooks.notify('ping', { type: 'ping' });
      webhooks.stop();
    }
    assert.equal(server.arrived.length, 3);
  });

  it('count no answer in time as a failure', async () => {
    subscribe({ timeoutMs: 30 });
    server.replies = [() => {}, json(200, {})];
    await webhooks.notify('contact.deleted', { id: '1' });
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      [undefined, 200],
    );
  });

  it('try the address out', async () => {
    subscribe();
    assert.equal(await webhooks.check(), true);
    await webhooks.ping();
    assert.equal(server.arrived[0]?.method, 'HEAD');
    assert.deepEqual([bodies()[0]?.topic, bodies()[0]?.id], ['ping', null]);
    server.replies = [json(404, {})];
    assert.equal(await webhooks.check(), false);
  });
});
