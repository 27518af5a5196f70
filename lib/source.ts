import type { Intercom } from './intercom/client';
import type { Operation } from './intercom/operation';
import { and, type Query } from './intercom/search';

export type SourceRecord = Record<string, unknown>;

/** Some records, and how far reading has come with them. */
export interface Batch {
  records: SourceRecord[];
  /** UNIX seconds: every record stamped before this has been handed out. Absent where the order does not tell. */
  progress?: number;
  /** Characters of the answer that the records came in. */
  size: number;
}

export interface Reading {
  /** UNIX seconds; records stamped earlier are of no interest, though a source may hand them out. */
  since: number;
  /** A further condition, where the source can search. */
  filter?: Query | undefined;
}

/** Where a polling trigger's records come from. */
export interface Source {
  operation: Operation;
  /**
   * What a message stands for: an `occurrence` that its stamp alone tells (created, closed), whatever the record looks
   * like later, or a `change`, of which there can be two within the second of one stamp.
   */
  each: 'occurrence' | 'change';
  /** Whether `Reading.filter` is obeyed. */
  searchable: boolean;
  id(record: SourceRecord): string;
  /** UNIX seconds; undefined for a record that has no such stamp. */
  stamp(record: SourceRecord): number | undefined;
  /** Everything stamped `since` or later, at least once. */
  read(intercom: Intercom, reading: Reading): AsyncGenerator<Batch>;
}

export interface SearchOptions {
  /** Key of the list in the answer, or several to try. */
  items: string | readonly string[];
  /** Field that tells when the record came up for this trigger; searched, sorted and compared by. */
  stamp: string;
  each: Source['each'];
  /** How exactly the search matches timestamps. `day` is for contacts: a calendar day of the workspace (Intercom's reference). */
  granularity?: 'second' | 'day';
  /** Records asked for at once; the 150 that Intercom gives at most when absent. */
  perPage?: number;
}

const LARGEST_PAGE = 150;
const DAY = 86_400;
/** A search that matches by day is asked from two days earlier: one for the day itself, one for time zones and clock changes. */
const DAY_MARGIN = 2 * DAY;
/** Pages that are read newest first before the reader turns to oldest first; 1,500 records in memory at the most. */
const NEWEST_FIRST_PAGES = 10;

/** A source over one of Intercom's searches. */
export function search(
  route: `/${string}`,
  { items, stamp, each, granularity = 'second', perPage = LARGEST_PAGE }: SearchOptions,
): Source {
  const operation: Operation = { request: `POST ${route}`, paging: { style: 'bodyCursor', items, max: perPage } };
  const stampOf = (record: SourceRecord): number | undefined => secondsAt(record, stamp);

  function pagesFrom(intercom: Intercom, after: number, order: 'ascending' | 'descending', filter: Query | undefined) {
    // Digits as text: the form that Intercom's own examples use.
    const query = and({ field: stamp, operator: '>', value: String(Math.max(0, after)) }, filter);
    const input = { query, sort: { field: stamp, order }, pagination: { per_page: perPage } };
    return intercom.pages(operation, input, { ahead: () => order === 'ascending' });
  }

  /**
   * Oldest first. Intercom's cursor is a place in the order (stamp, id), so a record that changes while we read comes
   * up again at the end and none is passed over. Intercom's reference shows `sort` for contacts but leaves it out for
   * conversations: where the order is not the one asked for, nothing is said of progress.
   */
  async function* oldestFirst(intercom: Intercom, after: number, filter: Query | undefined): AsyncGenerator<Batch> {
    let progress: number | undefined = 0;
    for await (const { items: records, answer } of pagesFrom(intercom, after, 'ascending', filter)) {
      progress = progress === undefined ? undefined : lastInOrder(records.map(stampOf), progress, 'ascending');
      yield { records, size: answer.size, ...(progress !== undefined && { progress }) };
    }
  }

  /**
   * For a search that matches by day: asking for the last few minutes brings whole days. Newest first, reading can stop
   * at the first record that is too old, so that a quiet poll is one call. Undefined where the past is not reached
   * within a few pages, or lies days back: such a backlog is better read oldest first, since that can be resumed.
   */
  async function newestFirst(intercom: Intercom, { since, filter }: Reading): Promise<Batch | undefined> {
    const records: SourceRecord[] = [];
    let size = 0;
    let pagesLeft = NEWEST_FIRST_PAGES;
    let oldest: number | undefined = Number.POSITIVE_INFINITY;
    for await (const { items: page, answer } of pagesFrom(intercom, since - DAY_MARGIN, 'descending', filter)) {
      oldest = lastInOrder(page.map(stampOf), oldest, 'descending');
      if (oldest === undefined) return undefined;
      pagesLeft -= 1;
      size = Math.max(size, answer.size);
      records.push(...page.filter((record) => (stampOf(record) ?? since) >= since));
      if (oldest < since) break;
      const daysBack = (intercom.firstAskedAt ?? since) - since > DAY_MARGIN;
      if (page.length === perPage && (daysBack || pagesLeft === 0)) return undefined;
    }
    records.reverse();
    const progress = lastInOrder(records.map(stampOf), 0, 'ascending');
    return { records, size, ...(progress !== undefined && { progress }) };
  }

  return {
    operation,
    each,
    searchable: true,
    id: (record) => String(record.id),
    stamp: stampOf,
    async *read(intercom, reading) {
      const { since, filter } = reading;
      if (granularity === 'second' || intercom.isPreview) {
        // Whether `>` takes in the second itself is not documented: ask for one more and compare here.
        yield* oldestFirst(intercom, since - 1, filter);
        return;
      }
      const recent = await newestFirst(intercom, reading);
      if (recent) yield recent;
      else yield* oldestFirst(intercom, since - DAY_MARGIN, filter);
    },
  };
}

/** The last of the stamps, or `before` where there are none; undefined where they are not in this order, `before` first. */
function lastInOrder(
  stamps: (number | undefined)[],
  before: number,
  order: 'ascending' | 'descending',
): number | undefined {
  let last = before;
  for (const stamp of stamps) {
    if (stamp === undefined || (order === 'ascending' ? stamp < last : stamp > last)) return undefined;
    last = stamp;
  }
  return last;
}

/** A field of a record as UNIX seconds; `statistics.last_close_at` reaches into nested objects. */
function secondsAt(record: SourceRecord, path: string): number | undefined {
  let value: unknown = record;
  for (const key of path.split('.'))
    value = value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : undefined;
}
