import type { Intercom } from '../intercom/client';
import type { Operation } from '../intercom/operation';
import { and, type Filter, type Query } from '../intercom/search';
import type { Version } from '../intercom/versions';
import type { Config } from '../oih/types';
import type { Batch, Identity, Reading, Source, SourceRecord } from '../source';
import { type Each, identity, lastInOrder, secondsAt } from './record';

export interface SearchOptions {
  /** Key of the list in the answer, or several to try. */
  items: string | readonly string[];
  /** Field that tells when the record came up for this trigger; searched, sorted and compared by. */
  stamp: string;
  each: Each;
  /** Where stamp and `each` do not tell one message from another. */
  identify?: (record: SourceRecord) => Identity;
  /** How exactly the search matches timestamps. `day` is for contacts: a calendar day of the workspace (Intercom's reference). */
  granularity?: 'second' | 'day';
  /** What the trigger's own step fields ask for. */
  conditions?: (config: Config) => Filter[];
  since?: Version;
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
export function search(route: `/${string}`, options: SearchOptions): Source {
  const {
    items,
    stamp,
    each,
    granularity = 'second',
    conditions,
    since: sinceVersion,
    perPage = LARGEST_PAGE,
  } = options;
  const operation: Operation = {
    request: `POST ${route}`,
    paging: { style: 'bodyCursor', items, max: perPage },
    ...(sinceVersion && { since: sinceVersion }),
  };
  const identify = options.identify ?? ((record) => identity(record, stamp, each));
  const stampOf = (record: SourceRecord): number | undefined => secondsAt(record, stamp);

  function pagesFrom(intercom: Intercom, after: number, order: 'ascending' | 'descending', reading: Reading) {
    // Digits as text: the form that Intercom's own examples use.
    const from: Filter = { field: stamp, operator: '>', value: String(Math.max(0, after)) };
    const query = (conditions?.(reading.config) ?? []).reduce<Query>(
      (whole, one) => and(one, whole),
      and(from, reading.filter),
    );
    const input = { query, sort: { field: stamp, order }, pagination: { per_page: perPage } };
    return intercom.pages(operation, input, { ahead: () => order === 'ascending' });
  }

  /**
   * Oldest first. Intercom's cursor is a place in the order (stamp, id), so a record that changes while we read comes
   * up again at the end and none is passed over. Intercom's reference shows `sort` for contacts but leaves it out for
   * conversations: where the order is not the one asked for, nothing is said of progress.
   */
  async function* oldestFirst(intercom: Intercom, after: number, reading: Reading): AsyncGenerator<Batch> {
    let progress: number | undefined = 0;
    let first: number | undefined;
    for await (const { items: records, answer } of pagesFrom(intercom, after, 'ascending', reading)) {
      progress = progress === undefined ? undefined : lastInOrder(records.map(stampOf), progress, 'ascending');
      first ??= records.map(stampOf).at(0);
      // Records of one second do not show which way they are sorted.
      yield {
        records,
        size: answer.size,
        ...(progress !== undefined && first !== undefined && progress > first && { progress }),
      };
    }
  }

  /**
   * For a search that matches by day: asking for the last few minutes brings whole days. Newest first, reading can stop
   * at the first record that is too old, so that a quiet poll is one call. Undefined where the past is not reached
   * within a few pages, or lies days back: such a backlog is better read oldest first, since that can be resumed.
   */
  async function newestFirst(intercom: Intercom, reading: Reading): Promise<Batch | undefined> {
    const { since } = reading;
    const records: SourceRecord[] = [];
    let size = 0;
    let pagesLeft = NEWEST_FIRST_PAGES;
    let oldest: number | undefined = Number.POSITIVE_INFINITY;
    for await (const { items: page, answer } of pagesFrom(intercom, since - DAY_MARGIN, 'descending', reading)) {
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
    searchable: true,
    identify,
    async *read(intercom, reading) {
      if (granularity === 'second' || intercom.isPreview) {
        // Whether `>` takes in the second itself is not documented: ask for one more and compare afterwards.
        yield* oldestFirst(intercom, reading.since - 1, reading);
        return;
      }
      const recent = await newestFirst(intercom, reading);
      if (recent) yield recent;
      else yield* oldestFirst(intercom, reading.since - DAY_MARGIN, reading);
    },
  };
}
