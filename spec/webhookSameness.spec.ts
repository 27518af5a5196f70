import assert from 'node:assert/strict';
import type { TriggerProcess } from '../lib/polling';
import { process as articlePublished } from '../lib/triggers/articlePublished';
import { process as callEnded } from '../lib/triggers/callEnded';
import { process as closedConversations } from '../lib/triggers/closedConversations';
import { process as companyCreated } from '../lib/triggers/companyCreated';
import { process as companyUpdated } from '../lib/triggers/companyUpdated';
import { process as contactCreated } from '../lib/triggers/contactCreated';
import { process as contactMerged } from '../lib/triggers/contactMerged';
import { process as contactTagged } from '../lib/triggers/contactTagged';
import { process as contactUpdated } from '../lib/triggers/contactUpdated';
import { process as conversationAssigned } from '../lib/triggers/conversationAssigned';
import { process as conversationClosed } from '../lib/triggers/conversationClosed';
import { process as conversationCreated } from '../lib/triggers/conversationCreated';
import { process as conversationRated } from '../lib/triggers/conversationRated';
import { process as conversationReplied } from '../lib/triggers/conversationReplied';
import { process as newCalls } from '../lib/triggers/newCalls';
import { process as newCompanies } from '../lib/triggers/newCompanies';
import { process as newContacts } from '../lib/triggers/newContacts';
import { process as newConversations } from '../lib/triggers/newConversations';
import { process as newTickets } from '../lib/triggers/newTickets';
import { process as ratedConversations } from '../lib/triggers/ratedConversations';
import { process as ticketClosed } from '../lib/triggers/ticketClosed';
import { process as ticketCreated } from '../lib/triggers/ticketCreated';
import { process as ticketUpdated } from '../lib/triggers/ticketUpdated';
import { process as updatedArticles } from '../lib/triggers/updatedArticles';
import { process as updatedCompanies } from '../lib/triggers/updatedCompanies';
import { process as updatedContacts } from '../lib/triggers/updatedContacts';
import { process as updatedConversations } from '../lib/triggers/updatedConversations';
import { process as updatedTickets } from '../lib/triggers/updatedTickets';
import { process as webhookEvent } from '../lib/triggers/webhookEvent';
import type { WebhookProcess } from '../lib/webhook';
import { type HookFront, openHooks } from '../tools/oih/hooks';
import type { Message } from '../tools/oih/message';
import { type Sandbox, startSandbox, type Workspace } from '../tools/sandbox';
import { sendWebhooks, type Webhooks } from '../tools/sandbox/webhooks';
import { Hook, SECRET } from './support/hooks';
import { Flow } from './support/polls';

type Data = Record<string, unknown>;

interface Pair {
  polling: TriggerProcess;
  webhook: WebhookProcess;
  /** The last thing that it does is what both triggers wait for. */
  happen(workspace: Workspace): void;
  /** What the documentation says to differ: the webhook's data made alike, with what is only there taken out. */
  alike?(data: Data, polled: Data): Data;
  /** Whether the sandbox can give the record anew. */
  again?: true;
}

const user = ({ contacts }: Workspace) =>
  contacts.create({ email: 'asker@example.com', name: 'Zoë <R&D>', signed_up_at: 1_767_000_000 }).id;
const opened = (workspace: Workspace) =>
  workspace.conversations.create({ by: user(workspace), body: '<p>Is <b>this</b> &lt;it&gt;?</p>', subject: 'A & B' })
    .id;
const admin = ({ admins }: Workspace) => admins.me().id;
const company = ({ companies }: Workspace) => companies.upsert({ company_id: 'org-1', name: 'Mill', size: 7 });

/** Searches have no parts, and the API has HTML where notifications have plain text. */
function conversation(data: Data, polled: Data): Data {
  const { conversation_parts: parts, source, ...rest } = data;
  assert.ok(parts);
  const { subject, body } = Object(source);
  assert.ok(!/[<>]\/?[pb]\b/.test(`${subject}${body}`), `${subject} ${body} is no plain text`);
  const { subject: subjectThere, body: bodyThere } = Object(polled.source);
  return { ...rest, source: { ...Object(source), subject: subjectThere, body: bodyThere } };
}

function companyAlike({ tag_ids, ...data }: Data, polled: Data): Data {
  assert.ok(Array.isArray(tag_ids));
  return { ...data, tags: polled.tags, segments: polled.segments };
}

/** What was done to it stands beside the ticket. */
function ticket({ event, ...data }: Data): Data {
  assert.equal(Object(Object(event).ticket_part).type, 'ticket_part');
  return data;
}

const PAIRS: Record<string, Pair> = {
  'newContacts and contactCreated': { polling: newContacts, webhook: contactCreated, happen: user, again: true },
  'updatedContacts and contactUpdated': {
    polling: updatedContacts,
    webhook: contactUpdated,
    happen: (all) => all.contacts.update(user(all), { name: 'changed' }),
    again: true,
  },
  'updatedContacts and contactTagged': {
    polling: updatedContacts,
    webhook: contactTagged,
    happen: (all) => all.contacts.tag(user(all), all.tags.applied(all.tags.named('vip').id)),
    alike({ event, ...contact }) {
      assert.equal(Object(Object(event).tag).name, 'vip');
      return contact;
    },
  },
  'updatedContacts and contactMerged': {
    polling: updatedContacts,
    webhook: contactMerged,
    happen: (all) => all.contacts.merge(all.contacts.create({ role: 'lead', name: 'Visitor' }).id, user(all)),
    alike({ merged_from, ...contact }) {
      assert.equal(Object(merged_from).type, 'contact');
      return contact;
    },
  },
  'newConversations and conversationCreated': {
    polling: newConversations,
    webhook: conversationCreated,
    happen: opened,
    alike: conversation,
    again: true,
  },
  'updatedConversations and conversationReplied': {
    polling: updatedConversations,
    webhook: conversationReplied,
    happen: (all) => all.conversations.reply(opened(all), { as: admin(all), body: 'Yes' }),
    alike: conversation,
    again: true,
  },
  'updatedConversations and conversationAssigned': {
    polling: updatedConversations,
    webhook: conversationAssigned,
    happen: (all) => all.conversations.assign(opened(all), admin(all), 'admin', admin(all)),
    alike: conversation,
    again: true,
  },
  'closedConversations and conversationClosed': {
    polling: closedConversations,
    webhook: conversationClosed,
    happen: (all) => all.conversations.close(opened(all), admin(all)),
    alike: conversation,
    again: true,
  },
  'ratedConversations and conversationRated': {
    polling: ratedConversations,
    webhook: conversationRated,
    happen: (all) => all.conversations.rate(opened(all), 5, 'Thanks'),
    alike: conversation,
    again: true,
  },
  'newTickets and ticketCreated': {
    polling: newTickets,
    webhook: ticketCreated,
    happen: ({ tickets }) => tickets.add('Printer'),
  },
  'updatedTickets and ticketUpdated': {
    polling: updatedTickets,
    webhook: ticketUpdated,
    happen: ({ tickets }) => tickets.rename(tickets.add('Printer').id, 'changed'),
    alike: ticket,
  },
  'updatedTickets and ticketClosed, resolved': {
    polling: updatedTickets,
    webhook: ticketClosed,
    happen: ({ tickets }) => tickets.resolve(tickets.add('Printer').id),
  },
  'updatedTickets and ticketClosed, closed': {
    polling: updatedTickets,
    webhook: ticketClosed,
    happen: ({ tickets }) => tickets.close(tickets.add('Printer').id),
    alike: ticket,
  },
  'newCompanies and companyCreated': {
    polling: newCompanies,
    webhook: companyCreated,
    happen: company,
    alike: companyAlike,
  },
  'updatedCompanies and companyUpdated': {
    polling: updatedCompanies,
    webhook: companyUpdated,
    happen(all) {
      company(all);
      company(all);
    },
    alike: companyAlike,
  },
  'updatedArticles and webhookEvent': {
    polling: updatedArticles,
    webhook: webhookEvent,
    happen: ({ articles }) => articles.rename(articles.add('Start').id, 'changed'),
  },
  'updatedArticles and articlePublished': {
    polling: updatedArticles,
    webhook: articlePublished,
    happen: ({ articles }) => articles.publish(articles.add('Start').id),
  },
  'newCalls and callEnded': { polling: newCalls, webhook: callEnded, happen: ({ calls }) => calls.add('+1 555 0101') },
};

describe('a webhook gives the same data as a schedule', () => {
  let sandbox: Sandbox;
  let front: HookFront;
  let webhooks: Webhooks;
  const received: Message[] = [];

  beforeEach(async () => {
    received.length = 0;
    sandbox = await startSandbox({ now: 1_767_614_400, indexLagSeconds: 0 });
    front = await openHooks((_, message) => received.push(JSON.parse(JSON.stringify(message))));
    webhooks = sendWebhooks(sandbox, { url: `${front.url}/hook/flow`, clientSecret: SECRET, escapes: true });
  });
  afterEach(async () => {
    webhooks.stop();
    await front.close();
    await sandbox.close();
  });

  async function both(pair: Pair, refetch: boolean): Promise<{ polled: Data; hooked: Data; uids: unknown[] }> {
    const flow = new Flow(pair.polling, sandbox, { startFrom: 'beginning' });
    pair.happen(sandbox.workspace);
    sandbox.clock.advance(30);
    await webhooks.idle();
    const fields = { clientSecret: SECRET, refetch, accessToken: sandbox.token, baseUrl: sandbox.url };
    const hook = new Hook(pair.webhook, fields);
    for (const message of received) assert.deepEqual((await hook.receive(message)).errors, []);
    const polled = (await flow.poll()).emitted.at(-1);
    const hooked = hook.emitted.at(-1);
    const uids = [polled, hooked].map((message) => Object(message?.metadata).recordUid);
    return { polled: Object(polled?.data), hooked: Object(hooked?.data), uids };
  }

  for (const [name, pair] of Object.entries(PAIRS)) {
    it(name, async () => {
      const { polled, hooked, uids } = await both(pair, false);
      assert.ok(Object.keys(polled).length > 4);
      assert.deepEqual(pair.alike ? pair.alike(hooked, polled) : hooked, polled);
      assert.ok(uids[0]);
      assert.equal(uids[1], uids[0]);
    });

    if (!pair.again) continue;
    it(`${name}, read anew`, async () => {
      const { polled, hooked, uids } = await both(pair, true);
      const { conversation_parts: _, ...record } = hooked;
      assert.deepEqual(record, polled);
      assert.equal(uids[1], uids[0]);
    });
  }
});
