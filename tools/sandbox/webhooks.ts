import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Change } from './changes';
import type { Part } from './conversation';
import type { FakeIntercom } from './fakeIntercom';
import { asPlainText } from './plainText';
import { isFrom } from './versions';
import { contactWire } from './wire/contact';
import { conversationWire, partWire } from './wire/conversation';
import { articleWire, callWire, companyWire, taggedTicketWire, tagWire } from './wire/others';
import type { Workspace } from './workspace';

/** A subscription, as an app has one in the Developer Hub. */
export interface WebhookOptions {
  /** Where notifications go. */
  readonly url: string;
  /** Exact names; every topic that the sandbox knows when left out. */
  readonly topics?: readonly string[];
  /** Signs what is sent; nothing is signed when left out, which Intercom never does. */
  readonly clientSecret?: string;
  /** API version of the app, which shapes the items. Default: 2.16. */
  readonly version?: string;
  /** Whether what could end a script is written as \uXXXX, as Ruby on Rails writes JSON. Default: no. */
  readonly escapes?: boolean;
  /** Milliseconds until the one retry. Default: a minute, as Intercom's. */
  readonly retryAfterMs?: number;
  /** Milliseconds for an answer. Default: 5,000, as Intercom's. */
  readonly timeoutMs?: number;
  /** Told of each delivery. */
  readonly onDelivery?: (delivery: Delivery) => void;
}

/** An attempt to deliver a notification; `status` is undefined where no answer came. */
export interface Delivery {
  readonly id: string | null;
  readonly topic: string;
  readonly attempt: number;
  readonly status: number | undefined;
  /** Milliseconds until the answer. */
  readonly tookMs: number;
}

/** A subscription while it lasts. */
export interface Webhooks {
  /** Asks the address by HEAD, as the Developer Hub does when it is saved; whether it answered with success. */
  check(): Promise<boolean>;
  /** Sends the Developer Hub's test request. */
  ping(): Promise<void>;
  /** Sends a notification of any topic; resolves when it was delivered, or given up. */
  notify(topic: string, item: object): Promise<void>;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
  stop(): void;
}

const USER_AGENT = 'intercom-parrot-service-client/1.0';
const RETRY_AFTER = 60_000;
const TIMEOUT = 5_000;

/** The body of a notification. Stamps in UNIX seconds. */
interface NotificationBody {
  type: 'notification_event';
  app_id: string;
  data: { type: 'notification_event_data'; item: object };
  links: object;
  id: string | null;
  topic: string;
  delivery_status: 'pending' | null;
  delivery_attempts: number;
  delivered_at: number;
  first_sent_at: number;
  created_at: number;
  self: null;
}

/** Sends a notification for what happens in the workspace from now on. */
export function sendWebhooks(intercom: FakeIntercom, options: WebhookOptions): Webhooks {
  const { url, topics, version = '2.16', retryAfterMs = RETRY_AFTER, timeoutMs = TIMEOUT } = options;
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function attempt(body: NotificationBody): Promise<number | undefined> {
    const text = written(body, options.escapes ?? false);
    const began = performance.now();
    let status: number | undefined;
    try {
      const headers = { 'content-type': 'application/json', accept: 'application/json', 'user-agent': USER_AGENT };
      const signed =
        options.clientSecret === undefined ? {} : { 'x-hub-signature': signature(text, options.clientSecret) };
      const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping.signal]);
      const response = await fetch(url, { method: 'POST', headers: { ...headers, ...signed }, body: text, signal });
      await response.arrayBuffer();
      status = response.status;
    } catch {}
    const { id, topic, delivery_attempts } = body;
    options.onDelivery?.({ id, topic, attempt: delivery_attempts, status, tookMs: performance.now() - began });
    return status;
  }

  async function deliver(topic: string, item: object, id: string | null = `notif_${randomUUID()}`): Promise<void> {
    const body = notificationBody(intercom.workspace, topic, item, id);
    const status = await attempt(body);
    // 410 says that nobody is there any more; Intercom asks no further.
    if (stopping.signal.aborted || (status !== undefined && (status < 300 || status === 410))) return;
    try {
      await pause(retryAfterMs, undefined, { signal: stopping.signal, ref: false });
    } catch {
      return;
    }
    await attempt({ ...body, delivery_attempts: 2 });
  }

  function send(topic: string, item: object, id?: string | null): Promise<void> {
    const sent = deliver(topic, item, id).finally(() => underWay.delete(sent));
    underWay.add(sent);
    return sent;
  }

  const deaf = intercom.workspace.changes.listen((change) => {
    const happened = notificationOf(change, intercom.workspace, version);
    if (happened && (topics === undefined || topics.includes(happened.topic))) void send(happened.topic, happened.item);
  });

  return {
    async check() {
      const response = await fetch(url, { method: 'HEAD', headers: { 'user-agent': USER_AGENT } }).catch(
        () => undefined,
      );
      return response?.ok ?? false;
    },
    // A ping has no id.
    ping: () => send('ping', { type: 'ping', message: 'The sandbox says hello' }, null),
    notify: (topic, item) => send(topic, item),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop() {
      deaf();
      stopping.abort();
    },
  };
}

function notificationBody(workspace: Workspace, topic: string, item: object, id: string | null): NotificationBody {
  const now = workspace.clock.now();
  return {
    type: 'notification_event',
    app_id: workspace.id,
    data: { type: 'notification_event_data', item },
    links: {},
    id,
    topic,
    delivery_status: id === null ? null : 'pending',
    delivery_attempts: 1,
    delivered_at: 0,
    first_sent_at: now,
    created_at: now,
    self: null,
  };
}

function written(body: NotificationBody, escapes: boolean): string {
  const text = JSON.stringify(body);
  if (!escapes) return text;
  return text.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What Intercom puts into X-Hub-Signature. */
function signature(text: string, clientSecret: string): string {
  return `sha1=${createHmac('sha1', clientSecret).update(text).digest('hex')}`;
}

interface Happened {
  topic: string;
  item: object;
}

/** The notification of a change; none for what Intercom has no topic for, or what the sandbox cannot tell. */
function notificationOf(change: Change, workspace: Workspace, version: string): Happened | undefined {
  const tell = TELLERS[change.kind];
  return tell?.(change, workspace, version);
}

type Teller = (change: Change, workspace: Workspace, version: string) => Happened | undefined;

const OF_TICKET: Readonly<Record<string, string>> = {
  created: 'ticket.created',
  updated: 'ticket.attribute.updated',
  closed: 'ticket.closed',
  resolved: 'ticket.resolved',
};
/** In these the ticket stands beside what was done to it. */
const NESTED: ReadonlySet<string> = new Set(['ticket.attribute.updated', 'ticket.closed']);

const TELLERS: Readonly<Partial<Record<Change['kind'], Teller>>> = {
  contact: ofContact,
  conversation: ofConversation,
  company({ id, what }, workspace) {
    if (what === 'deleted') return { topic: 'company.deleted', item: { id, type: 'company', deleted: true } };
    const {
      tags: _,
      segments: __,
      ...company
    } = { ...companyWire(workspace.companies.get(id), workspace) } as Record<string, unknown>;
    const tag_ids = workspace.companies.get(id).tags.map((tag) => tag.id);
    return known(['created', 'updated'], what, 'company', withIsoTimes({ ...company, tag_ids }));
  },
  ticket({ id, what }, workspace) {
    const topic = OF_TICKET[what];
    if (topic === undefined) return undefined;
    const ticket = taggedTicketWire(workspace.tickets.get(id), workspace);
    if (!NESTED.has(topic)) return { topic, item: ticket };
    const ticket_part = { type: 'ticket_part', created_at: workspace.clock.now() };
    return { topic, item: { type: 'ticket_ticket_part', ticket, ticket_part } };
  },
  article({ id, what }, workspace) {
    if (what === 'deleted') return { topic: 'article.deleted', item: { id, type: 'article', deleted: true } };
    return known(
      ['created', 'updated', 'published'],
      what,
      'article',
      withIsoTimes(articleWire(workspace.articles.get(id), 'article')),
    );
  },
  call({ id }, workspace) {
    const call = workspace.calls.list.find((one) => one.id === id);
    return call && { topic: 'call.ended', item: callWire(call) };
  },
};

function known(whats: readonly string[], what: string, kind: string, item: object): Happened | undefined {
  return whats.includes(what) ? { topic: `${kind}.${what}`, item } : undefined;
}

const ARCHIVED: Readonly<Record<string, string>> = {
  archived: 'contact.archived',
  blocked: 'contact.archived',
  unarchived: 'contact.unarchive',
};

function ofContact({ id, what, about }: Change, workspace: Workspace, version: string): Happened | undefined {
  const shown = (contactId: string) => withIsoTimes(contactWire(workspace.contacts.get(contactId), workspace, version));
  if (what === 'deleted')
    return { topic: 'contact.deleted', item: { id, external_id: null, type: 'contact', deleted: true } };
  if (what === 'merged') {
    const into = workspace.contacts.activities.findLast(({ from }) => from === id)?.into ?? '';
    return { topic: 'contact.merged', item: { ...shown(into), merged_from: { type: 'contact', id } } };
  }
  const { role } = workspace.contacts.get(id);
  const archived = ARCHIVED[what];
  if (archived !== undefined) return { topic: archived, item: shown(id) };
  if (what === 'created' || what === 'updated') return { topic: `contact.${role}.${what}`, item: shown(id) };
  const tag = about === undefined ? undefined : workspace.tags.find(about);
  if (!tag || (what !== 'tagged' && what !== 'untagged')) return undefined;
  return {
    topic: `contact.${role}.tag.${what === 'tagged' ? 'created' : 'deleted'}`,
    item: { type: 'contact_tag', created_at: workspace.clock.now(), tag: tagWire(tag), contact: shown(id) },
  };
}

const BY_ADMIN: Readonly<Record<string, string>> = {
  closed: 'conversation.admin.closed',
  assigned: 'conversation.admin.assigned',
  snoozed: 'conversation.admin.snoozed',
  opened: 'conversation.admin.opened',
  rated: 'conversation.rating.added',
  tagged: 'conversation_part.tag.created',
};

function ofConversation({ id, what }: Change, workspace: Workspace, version: string): Happened | undefined {
  if (what === 'deleted') return { topic: 'conversation.deleted', item: { type: 'conversation', conversation_id: id } };
  const conversation = workspace.conversations.get(id);
  const part = workspace.conversations.partsOf(id).at(-1);
  const topic = what === 'created' ? opening(conversation.source.author.type) : replyTopic(what, part);
  if (topic === undefined) return undefined;
  const parts = what === 'created' || !part ? [] : [partWire(part, workspace)];
  const { statistics, ...shown } = { ...conversationWire(conversation, workspace, version) } as Record<string, unknown>;
  const item = {
    ...shown,
    statistics: withIsoTimes({ ...Object(statistics) }),
    conversation_parts: { type: 'conversation_part.list', conversation_parts: parts, total_count: parts.length },
  };
  // Texts are plain in the notifications of 2.15 and newer (Intercom's description of a conversation's source).
  return { topic, item: isFrom(version, '2.15') ? { ...item, source: asPlainText(shown.source) } : item };
}

function opening(author: string): string {
  return author === 'admin' ? 'conversation.admin.single.created' : 'conversation.user.created';
}

function replyTopic(what: string, part: Part | undefined): string | undefined {
  if (what !== 'replied') return BY_ADMIN[what];
  if (part?.author.type === 'bot') return 'conversation.operator.replied';
  if (part?.author.type !== 'admin') return 'conversation.user.replied';
  return part.part_type === 'note' ? 'conversation.admin.noted' : 'conversation.admin.replied';
}

/** The times of contacts, companies and articles, and of a conversation's statistics, are ISO 8601 in notifications. */
function withIsoTimes(record: object): object {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      key.endsWith('_at') && typeof value === 'number'
        ? new Date(value * 1000).toISOString().replace('Z', '+00:00')
        : value,
    ]),
  );
}
