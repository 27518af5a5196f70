import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import { concurrently } from '../sources/concurrently';
import type { BatchSettings, ItemResult } from './batch';
import { type ForJob, inJobs, parts } from './bulkJob';
import { contactChains, upsertEach } from './contactBatch';
import {
  type ContactKey,
  ContactMatcher,
  hasValue,
  isAnother,
  type KeyValue,
  keysOf,
  roleOf,
  withTrimmedKeys,
} from './contactMatcher';
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
  given: readonly Input[],
  settings: ContactUpsertSettings & BatchSettings & { waitSeconds: number },
): Promise<ItemResult[]> {
  const { matchBy } = settings;
  const contacts = given.map(withTrimmedKeys);
  const alone = contactChains(contacts, matchBy).flatMap((chain) => (chain.length === 1 ? chain : []));
  const known = await search(
    intercom,
    operations.search,
    alone.map((index) => contacts[index] ?? {}),
    matchBy,
  );
  const plans = new Map<number, Plan>();
  const plan = async (index: number) =>
    [index, await planOf(intercom, operations, contacts[index] ?? {}, known, matchBy)] as const;
  for await (const planned of concurrently(alone, settings.concurrency, plan)) plans.set(...planned);

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

/** What a job is to do with a contact, or nothing where it takes a look of its own. One that the search found is read first, since the search may show what it was minutes ago. */
async function planOf(
  intercom: Intercom,
  operations: ContactOperations,
  contact: Input,
  known: readonly Found[],
  matchBy: readonly ContactKey[],
): Promise<Plan> {
  const { id: _, ...fields } = contact;
  const { role, ...values } = fields;
  if (roleOf(contact) === 'lead' || hasNull(fields) || keysOf(contact, matchBy).length === 0) return undefined;
  const matcher = new ContactMatcher(intercom, operations, contact, matchBy, operations.create.request);
  const { keys } = matcher;
  for (const key of keys) {
    if (key[0] === 'id')
      return isTaken(fields, TO_UPDATE) ? { id: key[1], update: { ...fields, id: key[1] } } : undefined;
    const [found, ...others] = known.filter((record) => hasValue(record, key) && !isAnother(record, key[0], keys));
    if (!found) continue;
    if (others.length > 0 || !isTaken(values, TO_UPDATE)) return undefined;
    const record = await matcher.read(String(found.id));
    const fits = record && matcher.isStill(record, key) && record.role === 'user' && (role ?? 'user') === 'user';
    return fits ? { id: String(record.id), update: { ...values, id: record.id } } : undefined;
  }
  return isUniqueUser(contact) && isTaken(fields, TO_CREATE) ? { create: fields } : undefined;
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
  // One whose id comes first is not looked for.
  const keys = contacts.map((contact) => keysOf(contact, matchBy)).flatMap((all) => (all[0]?.[0] === 'id' ? [] : all));
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
