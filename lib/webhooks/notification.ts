import { isObject } from '../intercom/answer';
import { InvalidInputError } from '../intercom/errors';
import { fieldAt, secondsAt } from '../sources/record';
import { type RecordKind, type Topic, topicOf } from './topics';

/** A notification, read. */
export interface Notification {
  topic: string;
  /** Intercom's id of it, the same in each delivery; a ping has none. */
  id?: string;
  /** The workspace that it is from. */
  appId?: string;
  /** UNIX seconds. */
  occurredAt?: number;
  item: Readonly<Record<string, unknown>>;
}

/** Levels of a body; Intercom's have about ten, and what walks through a body needs a stack for each. */
const MOST_LEVELS = 200;

/** Refuses a body that nests so deep that nothing can be done with it, not even write it. Throws InvalidInputError. */
export function requireShallow(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) throw noNotification([`it is nested more than ${MOST_LEVELS} levels deep`]);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
}

/** Reads the body of a request. Throws InvalidInputError, which says what makes it no notification, and nothing of it. */
export function readNotification(body: unknown): Notification {
  const { type, topic, id, app_id: appId, data } = isObject(body) ? body : {};
  const item = isObject(data) ? data.item : undefined;
  const problems = [
    ...(type === 'notification_event' ? [] : ['its type is not notification_event']),
    ...(typeof topic === 'string' && topic !== '' ? [] : ['it has no topic']),
    ...(isObject(item) && Object.keys(item).length > 0 ? [] : ['its data.item is empty']),
  ];
  if (problems.length > 0 || typeof topic !== 'string' || !isObject(item)) {
    throw noNotification(problems);
  }
  const occurredAt = isObject(body) ? secondsAt(body, 'created_at') : undefined;
  return {
    topic,
    ...(typeof id === 'string' && id !== '' && { id }),
    ...(typeof appId === 'string' && { appId }),
    ...(occurredAt !== undefined && { occurredAt }),
    item,
  };
}

function noNotification(problems: string[]): InvalidInputError {
  return new InvalidInputError('What came to this hook is no notification of Intercom', problems);
}

/** What a notification is about: the record in the form that the API gives it, and what came beside it. */
export interface Subject {
  /** Absent where the item is no record of the API's; `record` is then the item as it is. */
  kind?: RecordKind;
  /** Id of the record, where it has one. */
  id?: string;
  record: Record<string, unknown>;
  /** The rest of the item where the record is only a part of it: the tag that was put on it, the reply, its kind and time. */
  event?: Record<string, unknown>;
}

/** Takes the record out of a notification. Throws InvalidInputError where it is empty. */
export function subjectOf(notification: Notification): Subject {
  const subject = partsOf(notification);
  const { type: _, deleted: __, ...told } = subject.record;
  if (!tellsOf(told)) throw noNotification(['its data.item tells of nothing']);
  return subject;
}

function partsOf({ topic, item }: Notification): Subject {
  const about: Topic | undefined = topicOf(topic);
  if (about?.record === undefined) return { record: { ...item }, ...idOf(item.id) };
  const { record: kind, at, id: idPath = 'id', deleted } = about;
  const whole = withSeconds(item);
  const inner = at === undefined ? undefined : whole[at];
  const found = isObject(inner) && tellsOf(inner) ? inner : whole;
  const { id } = { ...idOf(fieldAt(found, idPath) ?? found.id) };
  const record = {
    type: kind,
    ...found,
    ...(id !== undefined && { id }),
    ...(deleted && { deleted: true }),
  };
  if (at === undefined || found === whole) return { kind, record, ...idOf(id) };
  const { [at]: _, ...event } = whole;
  return { kind, record, ...idOf(id), ...(Object.keys(event).length > 0 && { event }) };
}

/** Whether there is anything in a value but its type. */
function tellsOf(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(tellsOf);
  if (isObject(value)) return Object.entries(value).some(([key, one]) => key !== 'type' && tellsOf(one));
  return value !== undefined && value !== null && value !== '';
}

/** The API gives ids as text; some notifications give them as numbers. */
export function idOf(value: unknown): { id?: string } {
  if (typeof value === 'number') return { id: String(value) };
  return typeof value === 'string' && value !== '' ? { id: value } : {};
}

/** What a workspace or its app named, and filled as it liked. */
const FOREIGN = new Set(['custom_attributes', 'ticket_attributes', 'metadata', 'ext_metadata']);
const STAMP = /(_at|_since|_until)$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** A copy with its times as UNIX seconds, as the API gives them; the notifications of some records have ISO 8601 texts. */
function withSeconds(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, FOREIGN.has(key) ? value : seconds(key, value)]),
  );
}

function seconds(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (isObject(one) ? withSeconds(one) : one));
  if (isObject(value)) return withSeconds(value);
  return typeof value === 'string' && STAMP.test(key) && ISO.test(value) ? Math.floor(Date.parse(value) / 1000) : value;
}
