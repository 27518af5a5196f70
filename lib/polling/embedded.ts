import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { isGone } from '../intercom/errors';
import { type Operation, placeholdersOf } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import { concurrently } from '../sources/concurrently';
import type { SourceRecord } from './source';

/** Name of a list inside a record -> the operation that gives it whole; the route's one placeholder is the record's id. */
export type Embedded = Readonly<Record<string, Operation>>;

/** Records whose lists are read at once. A fifth request may be on its way for the next page of the search. */
const AT_ONCE = 4;

/** The lists of these names. */
export function pick(embedded: Embedded, names: readonly string[]): Embedded {
  return Object.fromEntries(Object.entries(embedded).filter(([name]) => names.includes(name)));
}

/**
 * The same records with these lists whole. Intercom puts only the first ten entries into a contact's lists and says so
 * with `has_more`; a list that is whole already costs no call, and one whose record is gone by now stays as it was.
 */
export async function completed<T extends { record: SourceRecord }>(
  intercom: Intercom,
  records: readonly T[],
  embedded: Embedded,
): Promise<T[]> {
  if (Object.keys(embedded).length === 0) return [...records];
  const whole: T[] = [];
  const work = async (one: T): Promise<T> => ({ ...one, record: await withLists(intercom, one.record, embedded) });
  for await (const one of concurrently(records, AT_ONCE, work)) whole.push(one);
  return whole;
}

async function withLists(intercom: Intercom, record: SourceRecord, embedded: Embedded): Promise<SourceRecord> {
  const whole = { ...record };
  for (const [name, operation] of Object.entries(embedded)) {
    const list = record[name];
    if (!isObject(list) || list.has_more !== true || !operation.paging) continue;
    const [placeholder = 'id'] = placeholdersOf(operation.request);
    const data: SourceRecord[] = [];
    const input = largestPages(operation.paging, { [placeholder]: record.id });
    try {
      for await (const { items } of intercom.pages(operation, input)) data.push(...items);
    } catch (error) {
      // Deleted or merged since it was found; 2.16 answers 410 for the latter.
      if (isGone(error)) continue;
      throw error;
    }
    whole[name] = { ...list, data, has_more: false, total_count: data.length };
  }
  return whole;
}
