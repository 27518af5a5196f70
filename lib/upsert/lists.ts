import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { InvalidInputError } from '../intercom/errors';
import type { Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import { noneOf } from '../masterdata/categories';
import type { Mapping } from '../masterdata/mapping';
import type { Found } from './matches';
import { orNothing } from './orNothing';
import { isIntercomId } from './upserted';

/** A tag or a company of a record. */
export interface Entry {
  id?: string;
  name?: string;
  company_id?: string;
}

/** What became of a list. */
export interface ListOutcome {
  /** All entries as they are now; absent where nothing asked for them. */
  entries?: Entry[];
  /** Whether something was added or taken away. */
  changed: boolean;
  /** Whether the message tells every entry; not so where `add` leaves others there. */
  shown: boolean;
}

/** Entries that one message may name. Each takes a call of its own where it is not there yet. */
const MOST_ENTRIES = 50;

/** Throws InvalidInputError for a list that would take more calls than a message is worth. */
export function requireFew(name: string, entries: readonly unknown[] | null | undefined): void {
  if (!entries || entries.length <= MOST_ENTRIES) return;
  throw new InvalidInputError(name, [`a message may have ${MOST_ENTRIES} entries here, not ${entries.length}`]);
}

/**
 * The entries to bring in step; undefined where the message says nothing of them. Null and an empty list say that there
 * is none: that takes entries away with `replace`, and with `add` the other application is told of those that stay.
 */
export function toldEntries<T>(
  entries: readonly T[] | null | undefined,
  lists: Mapping['lists'],
): readonly T[] | undefined {
  return entries === undefined || lists === 'none' ? undefined : (entries ?? []);
}

/** The operations on the tags of a record. */
export interface TagOperations {
  /** Tags of a contact by name; a company shows them itself. */
  list?: Operation;
  attach(id: string, name: string): [Operation, Record<string, unknown>];
  detach(id: string, tag: Entry): [Operation, Record<string, unknown>];
}

/** The tags of a record, which shows either all of them by name or the first ten by their ids. */
export async function tagsOf(intercom: Intercom, { list }: TagOperations, record: Found): Promise<Entry[]> {
  const { tags } = record;
  if (!isObject(tags)) return [];
  if (!list) return entriesOf(tags.tags);
  return noneOf(tags) ? [] : all(intercom, list, record.id);
}

/** Brings the tags of a record to be those of the names: all of them, and with `replace` no others. */
export async function bringTags(
  intercom: Intercom,
  operations: TagOperations,
  record: Found,
  names: readonly string[],
  lists: Mapping['lists'],
): Promise<ListOutcome> {
  const id = String(record.id);
  if (lists === 'add' && names.length === 0) return untouched(record.tags);
  const before = await tagsOf(intercom, operations, record);
  const wanted = new Set(names.map(keyOf));
  const there = new Set(before.map(({ name }) => keyOf(name)));
  const entries: Entry[] = [];
  for (const tag of before) {
    if (lists === 'replace' && !wanted.has(keyOf(tag.name))) await removed(intercom, ...operations.detach(id, tag));
    else entries.push(tag);
  }
  for (const name of names.filter((one) => !there.has(keyOf(one)))) {
    const [operation, input] = operations.attach(id, name);
    // Twice does no harm: a tag is there or not.
    const { body } = await intercom.call({ ...operation, repeatable: true }, input);
    entries.push({ name, ...idsOf(body) });
  }
  return {
    entries,
    changed: entries.length !== before.length || entries.some(({ name }) => !there.has(keyOf(name))),
    shown: entries.every(({ name }) => wanted.has(keyOf(name))),
  };
}

/** The outcome for a list to which nothing is to be added, by what the record shows of it. */
function untouched(list: unknown): ListOutcome {
  const { data, tags, has_more } = isObject(list) ? list : {};
  return { changed: false, shown: has_more !== true && entriesOf(data ?? tags).length === 0 };
}

/** All companies of a contact. */
export async function companiesOf(
  intercom: Intercom,
  { list }: Pick<ContactCompanyOperations, 'list'>,
  { id, companies }: Found,
): Promise<Entry[]> {
  return isObject(companies) && !noneOf(companies) ? all(intercom, list, id) : [];
}

/** The operations on the companies of a contact. */
export interface ContactCompanyOperations {
  list: Operation;
  find: Operation;
  attach: Operation;
  detach: Operation;
}

/**
 * Brings the companies of a contact to be those of the organizations, each of which is given by the ids under which it
 * may be known: Intercom's own, or yours (company_id). One that Intercom does not know is passed over, and `log` told.
 */
export async function bringCompanies(
  intercom: Intercom,
  operations: ContactCompanyOperations,
  contact: Found,
  organizations: readonly (readonly string[])[],
  { lists, log }: { lists: Mapping['lists']; log: (line: string) => void },
): Promise<ListOutcome> {
  const { detach } = operations;
  const contact_id = contact.id;
  if (lists === 'add' && organizations.length === 0) return untouched(contact.companies);
  const before = await companiesOf(intercom, operations, contact);
  const kept = new Set<Entry>();
  const added: Entry[] = [];
  for (const ids of organizations) {
    // Two organizations may be one company, each known by another of its ids.
    const there = [...before, ...added].find(
      ({ id = '', company_id = '' }) => ids.includes(id) || ids.includes(company_id),
    );
    if (there) kept.add(there);
    const company = there ? undefined : await attached(intercom, operations, contact_id, ids);
    if (company) added.push(company);
    else if (!there) log('An organization of the person is not known to Intercom: upsertOrganization makes it known.');
  }
  const entries = lists === 'replace' ? before.filter((one) => kept.has(one)) : before;
  for (const { id } of before.filter((one) => !entries.includes(one))) {
    await removed(intercom, detach, { contact_id, company_id: id });
  }
  return {
    entries: [...entries, ...added],
    changed: added.length > 0 || entries.length < before.length,
    shown: entries.every((one) => kept.has(one)),
  };
}

/** Adds the contact to the company that has one of the ids; undefined where none has. */
async function attached(
  intercom: Intercom,
  { find, attach }: ContactCompanyOperations,
  contact_id: unknown,
  ids: readonly string[],
): Promise<Entry | undefined> {
  // Twice does no harm: a contact belongs to a company or not.
  const add = async (company_id: string) =>
    idsOf((await intercom.call({ ...attach, repeatable: true }, { contact_id, company_id })).body);
  for (const id of ids) {
    // What has the shape of Intercom's ids may be another application's id all the same.
    const direct = isIntercomId(id) ? await orNothing(() => add(id)) : undefined;
    if (direct) return direct;
    const found = await orNothing(async () => idsOf((await intercom.call(find, { company_id: id })).body).id);
    if (found !== undefined) return add(found);
  }
  return undefined;
}

async function all(intercom: Intercom, list: Operation, contact_id: unknown): Promise<Entry[]> {
  const entries: Entry[] = [];
  const input = list.paging ? largestPages(list.paging, { contact_id }) : { contact_id };
  for await (const { items } of intercom.pages(list, input)) entries.push(...entriesOf(items));
  return entries;
}

/** What is gone already need not be taken away. */
async function removed(intercom: Intercom, operation: Operation, input: Record<string, unknown>): Promise<void> {
  await orNothing(() => intercom.call({ ...operation, repeatable: true }, input));
}

function entriesOf(items: unknown): Entry[] {
  return Array.isArray(items) ? items.map(idsOf) : [];
}

function idsOf(item: unknown): Entry {
  const entry: Entry = {};
  if (!isObject(item)) return entry;
  for (const key of ['id', 'name', 'company_id'] as const) {
    const value = item[key];
    if (typeof value === 'string') entry[key] = value;
  }
  return entry;
}

function keyOf(name: string | undefined): string {
  return (name ?? '').trim().toLowerCase();
}
