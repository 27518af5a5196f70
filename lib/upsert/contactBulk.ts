import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import type { BatchSettings, ItemResult } from './batch';
import { type ForJob, inJobs, parts } from './bulkJob';
import { contactChains, upsertEach } from './contactBatch';
import { type ContactKey, hasValue, isAnother, type KeyValue, keysOf, roleOf } from './contactMatcher';
import { type ContactOperations, type ContactUpsertSettings, isUniqueUser } from './contacts';
import type { Found } from './matches';

/** The operations on bulk jobs of contacts, which only Preview has. */
export interface BulkOperations {
  create: Operation;
  update: Operation;
  retrieve: Operation;
}

/** What a bulk job takes; it ignores any other field without a word (Intercom's reference). */
const TO_UPDATE = new Set([
  ...['external_id', 'email', 'name', 'phone', 'avatar', 'owner_id'],
  ...['unsubscribed_from_emails', 'language_override', 'custom_attributes'],
]);
const TO_CREATE = new Set([...TO_UPDATE, 'role', 'signed_up_at', 'last_seen_at']);

/** Values that one search asks for. */
const ASKED_AT_ONCE = 50;

type Plan = { create: Input } | { update: Input; id: string } | undefined;

/**
 * Upserts contacts with bulk jobs: those that the search finds are updated by one, the others created by another, which
 * refuses what exists. A job does not tell which contact it refused, so all of one that had errors are upserted one by
 * one, as are contacts that a job cannot take whole. A job that takes longer than `waitSeconds` leaves its contacts
 * `pending`: no rebound follows once there is a job, since it would be made again. Throws what the client throws.
 */
export async function upsertInBulk(
  intercom: Intercom,
  operations: ContactOperations,
  bulk: BulkOperations,
  contacts: readonly Input[],
  settings: ContactUpsertSettings & BatchSettings & { waitSeconds: number },
): Promise<ItemResult[]> {
  const { matchBy } = settings;
  const alone = contactChains(contacts, matchBy).flatMap((chain) => (chain.length === 1 ? chain : []));
  const known = await search(
    intercom,
    operations.search,
    alone.map((index) => contacts[index] ?? {}),
    matchBy,
  );
  const plans = new Map(alone.map((index) => [index, planOf(contacts[index] ?? {}, known, matchBy)]));

  const creations: ForJob[] = [];
  const updates: ForJob[] = [];
  for (const [index, plan] of plans) {
    if (plan && 'create' in plan) creations.push([index, plan.create]);
    else if (plan) updates.push([index, plan.update]);
  }
  const orders = [[bulk.create, creations] as const, [bulk.update, updates] as const];
  const inHand = await inJobs(intercom, bulk.retrieve, orders, settings.waitSeconds);
  const results = [...inHand].map(([index, { job, isDone }]): ItemResult => {
    const plan = plans.get(index);
    const id = plan && 'id' in plan ? { id: plan.id } : undefined;
    if (!isDone) return { index, ...id, outcome: 'pending', job_id: job };
    // Intercom does not tell the ids of what a job created.
    return { index, ...id, outcome: id ? 'updated' : 'created' };
  });
  const rest = [...contacts.keys()].filter((index) => !inHand.has(index));
  const mayRebound = creations.length + updates.length === 0;
  results.push(...(await upsertEach(intercom, operations, contacts, rest, settings, mayRebound)));
  return results.sort((a, b) => a.index - b.index);
}

/** What a job is to do with a contact, or nothing where it takes a look of its own. */
function planOf(contact: Input, known: readonly Found[], matchBy: readonly ContactKey[]): Plan {
  const { id: _, ...fields } = contact;
  if (roleOf(contact) === 'lead' || hasNull(fields)) return undefined;
  const keys = keysOf(contact, matchBy);
  for (const key of keys) {
    if (key[0] === 'id')
      return isTaken(fields, TO_UPDATE) ? { id: key[1], update: { ...fields, id: key[1] } } : undefined;
    const found = known.filter((record) => hasValue(record, key) && !isAnother(record, key[0], keys));
    const [record] = found;
    if (found.length > 1) return undefined;
    if (record) return updateOf(record, fields);
  }
  return isUniqueUser(contact) && isTaken(fields, TO_CREATE) ? { create: fields } : undefined;
}

function updateOf(record: Found, { role, ...fields }: Input): Plan {
  const fits = (role === undefined || role === record.role) && record.role === 'user' && isTaken(fields, TO_UPDATE);
  return fits ? { id: String(record.id), update: { ...fields, id: record.id } } : undefined;
}

function isTaken(fields: Input, taken: ReadonlySet<string>): boolean {
  return Object.keys(fields).every((name) => taken.has(name));
}

/** Whether a job would have to empty something: its description knows no null. */
function hasNull(fields: Input): boolean {
  return Object.values(fields).some((value) => value === null || (isObject(value) && hasNull(value)));
}

/** The contacts that the search knows by any of the keys. */
async function search(
  intercom: Intercom,
  operation: Operation,
  contacts: readonly Input[],
  matchBy: readonly ContactKey[],
): Promise<Found[]> {
  const keys = contacts.flatMap((contact) => keysOf(contact, matchBy));
  const found = new Map<unknown, Found>();
  for (const field of ['external_id', 'email', 'phone'] as const) {
    const values = [...new Set(keys.flatMap(([key, value]: KeyValue) => (key === field ? [value] : [])))];
    for (const part of parts(values, ASKED_AT_ONCE)) {
      const input = { query: { field, operator: 'IN', value: part } };
      const asked = operation.paging ? largestPages(operation.paging, input) : input;
      for await (const { items } of intercom.pages(operation, asked)) {
        for (const record of items) found.set(record.id, record);
      }
    }
  }
  return [...found.values()];
}
