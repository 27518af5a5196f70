import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../lib/intercom/answer';
import { itemsOf } from '../../lib/intercom/pages';
import type { TriggerDeclaration } from '../../lib/polling';
import type { WebhookDeclaration } from '../../lib/webhook';
import { readNotification, subjectOf } from '../../lib/webhooks/notification';
import { type TopicName, topicOf } from '../../lib/webhooks/topics';
import type { Rule } from '../explorer/page/schema';
import { type ActionEntry, isOperation, ROOT } from './catalogue';

/** A message in, where there is one, and the message that it makes. */
export interface TriggerExample {
  data?: unknown;
  emitted: unknown;
}

/** Invented, and the same in every example. UNIX seconds. */
const HAPPENED_AT = 1_767_614_400;

/** What the fixtures of the actions say that Intercom answers: examples of its records. */
export class RecordExamples {
  readonly #byRequest = new Map<string, unknown[]>();

  constructor(actions: readonly ActionEntry[]) {
    for (const { name, folder, declaration } of actions) {
      if (isOperation(declaration)) this.#byRequest.set(declaration.request, bodiesOf(folder, name));
    }
  }

  /** The record with most fields of a type, such as `contact`, wherever it stands. */
  ofType(type: string): Record<string, unknown> | undefined {
    const found = [...this.#byRequest.values()].flat().flatMap((body) => recordsIn(body, type));
    const [first, ...others] = found;
    return others.reduce(
      (most, one) => (most !== undefined && Object.keys(one).length > Object.keys(most).length ? one : most),
      first,
    );
  }

  /** A record as a polling trigger emits it; nothing where it makes another record out of what it reads. */
  ofTrigger({ source }: TriggerDeclaration, fields: readonly string[]): TriggerExample | undefined {
    const { request, paging } = source.operation;
    const bodies = this.#byRequest.get(request) ?? [];
    const records = bodies.flatMap((body) => (paging ? itemsOf(body, paging.items) : [])).filter(isObject);
    const data = records.find((record) => Object.keys(record).every((name) => fields.includes(name)));
    return data && { emitted: { data, metadata: { recordUid: String(data.id) } } };
  }

  /** A notification that starts a webhook trigger, and the message that follows from it. */
  ofWebhook({ topics }: WebhookDeclaration): TriggerExample | undefined {
    const topic: TopicName = topics?.[0] ?? 'contact.user.created';
    const about = topicOf(topic);
    const record = about?.record && this.ofType(about.record);
    if (!record) return undefined;
    const whole = about.deleted ? { id: record.id, type: about.record } : record;
    const item = about.at === undefined ? whole : { [about.at]: whole, ...this.#beside(topic) };
    const data = {
      type: 'notification_event',
      id: 'notif_00000000-0000-4000-8000-000000000001',
      topic,
      app_id: 'a1b2c3d4',
      created_at: HAPPENED_AT,
      delivery_attempts: 1,
      data: { type: 'notification_event_data', item },
    };
    const notification = readNotification(data);
    const { id, record: emitted, event } = subjectOf(notification);
    const { id: notificationId, occurredAt } = notification;
    return {
      data,
      emitted: {
        data: { ...emitted, ...(event && { event }) },
        metadata: { ...(id !== undefined && { recordUid: id }), topic, notificationId, occurredAt },
      },
    };
  }

  #beside(topic: string): Record<string, unknown> {
    return topic.includes('.tag.') ? { tag: this.ofType('tag') } : {};
  }
}

/** The body of a webhook's request, as a form shows it. */
export function notificationRule({ topics }: WebhookDeclaration): Rule {
  return {
    type: 'object',
    description: 'What Intercom sends to the address of the hook.',
    properties: {
      type: { const: 'notification_event', description: 'Tells a notification from any other request.' },
      topic: {
        type: 'string',
        description: 'What happened.',
        ...(topics && { enum: [...topics] }),
      },
      data: {
        type: 'object',
        description: 'The notification’s content.',
        properties: {
          type: { type: 'string', description: 'Always notification_event_data.' },
          item: { type: 'object', description: 'The record that it is about, as JSON.' },
        },
        required: ['item'],
      },
      id: { type: 'string', description: 'Id of the notification: one that came before starts nothing.' },
      app_id: { type: 'string', description: 'Id of the workspace that it is from.' },
      created_at: { type: 'integer', description: 'When it happened, in UNIX seconds.' },
    },
    required: ['type', 'topic', 'data'],
  };
}

function bodiesOf(folder: string, name: string): unknown[] {
  const file = join(ROOT, 'spec', 'fixtures', folder, `${name}.json`);
  if (!existsSync(file)) return [];
  const cases: { calls: { response: { status: number; body?: unknown } }[] }[] = JSON.parse(readFileSync(file, 'utf8'));
  return cases.flatMap(({ calls }) => calls.flatMap(({ response }) => (response.status < 300 ? [response.body] : [])));
}

/** A body that is such a record, or the records in its lists. */
function recordsIn(body: unknown, type: string): Record<string, unknown>[] {
  if (!isObject(body)) return [];
  if (body.type === type && body.id !== undefined) return [body];
  return Object.values(body).flatMap((value) =>
    Array.isArray(value) ? value.filter(isObject).filter((one) => one.type === type && one.id !== undefined) : [],
  );
}
