import type { Intercom } from '../intercom/client';
import { IntercomError } from '../intercom/errors';
import type { Operation, Paging } from '../intercom/operation';
import { and, type Filter, type Query } from '../intercom/search';
import type { Version } from '../intercom/versions';
import type { Config } from '../oih/types';
import type { Batch, Identity, Reading, Source, SourceRecord } from '../polling/source';
import { gapless } from './gapless';
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
/** Whether `>` takes in the second itself is not documented: asked is for one more, and compared afterwards. */
const SECOND_MARGIN = 1;
/** A search that matches by day is asked from two days earlier: one for the day itself, one for time zones and clock changes. */
const DAY_MARGIN = 2 * DAY;
/** Pages that are read newest first before the reader turns to oldest first; 1,500 records in memory at the most. */
const NEWEST_FIRST_PAGES = 10;
/** Characters of their answers, beyond which no further page is kept. */
const NEWEST_FIRST_SIZE = 5_000_000;
/** Queries in a row that may come no further, because their pages shift. */
const MOST_STANDSTILLS = 10;

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
  const operation: Operation & { paging: Paging } = {
    request: `POST ${route}`,
    paging: { style: 'bodyCursor', items, max: perPage },
    ...(sinceVersion && { since: sinceVersion }),
  };
  const identify = options.identify ?? ((record) => identity(record, stamp, each));
  const stampOf = (record: SourceRecord): number | undefined => secondsAt(record, stamp);
  const placeOf = (record: SourceRecord): string => {
    const { id, stamp: at, version } = identify(record);
    return `${id} ${at} ${version()}`;
  };

  function pagesFrom(intercom: Intercom, after: number, order: 'ascending' | 'descending', reading: Reading) {
    // Digits as text: the form that Intercom's own examples use.
    const from: Filter = { field: stamp, operator: '>', value: String(Math.max(0, after)) };
    const query = (conditions?.(reading.config) ?? []).reduce<Query>(
      (whole, one) => and(one, whole),
      and(from, reading.filter),
    );
    const input = { query, sort: { field: stamp, order } };
    return gapless(intercom, { operation, input, perPage, stampOf, placeOf, ahead: order === 'ascending' });
  }

  /**
   * Oldest first: a record that changes while we read comes up again at the end. Each query asks for `margin` seconds
   * more than is wanted. Where its pages shift too much, the next one goes on from the last stamp that it came to.
   */
  async function* oldestFirst(intercom: Intercom, margin: number, reading: Reading): AsyncGenerator<Batch> {
    let from = reading.since;
    for (let standstills = 0; standstills <= MOST_STANDSTILLS; ) {
      const reached = yield* ascending(intercom, from - margin, reading);
      if (reached === undefined) return;
      standstills = reached > from ? 0 : standstills + 1;
      from = Math.max(from, reached);
    }
    throw new IntercomError(
      `${operation.request}: records changed faster than their pages could be read. What was read is kept, and the next run goes on there.`,
    );
  }

  /**
   * One query. Returns undefined at its end, or the UNIX seconds before which it has read everything where its pages
   * shifted too much. Intercom's reference shows `sort` for contacts but leaves it out for conversations: where the
   * order is not the one asked for, nothing is said of progress.
   */
  async function* ascending(
    intercom: Intercom,
    after: number,
    reading: Reading,
  ): AsyncGenerator<Batch, number | undefined> {
    let last: number | undefined = 0;
    let first: number | undefined;
    // Records of one second do not show which way they are sorted.
    const progress = () => (last !== undefined && first !== undefined && last > first ? last : undefined);
    for await (const page of pagesFrom(intercom, after, 'ascending', reading)) {
      if (!page) return progress() ?? 0;
      const stamps = page.items.map(stampOf);
      last = last === undefined ? undefined : lastInOrder(stamps, last, 'ascending');
      first ??= stamps.at(0);
      const reached = progress();
      yield { records: page.items, size: page.answer.size, ...(reached !== undefined && { progress: reached }) };
    }
    return undefined;
  }

  /**
   * For a search that matches by day: asking for the last few minutes brings whole days. Newest first, reading can stop
   * at the first record that is too old, so that a quiet poll is one call. Undefined where the past is not reached
   * within a few pages, lies days back, or pages shifted: that is better read oldest first, since it can be resumed.
   * A record that changes meanwhile goes to the front, which was read: the next run has it.
   */
  async function newestFirst(intercom: Intercom, reading: Reading): Promise<Batch | undefined> {
    const { since } = reading;
    const records: SourceRecord[] = [];
    let size = 0;
    let held = 0;
    let pagesLeft = NEWEST_FIRST_PAGES;
    let oldest: number | undefined = Number.POSITIVE_INFINITY;
    for await (const page of pagesFrom(intercom, since - DAY_MARGIN, 'descending', reading)) {
      oldest = page && lastInOrder(page.items.map(stampOf), oldest, 'descending');
      if (!page || oldest === undefined) return undefined;
      pagesLeft -= 1;
      size = Math.max(size, page.answer.size);
      held += page.answer.size;
      records.push(...page.items.filter((record) => (stampOf(record) ?? since) >= since));
      if (oldest < since) break;
      const daysBack = (intercom.firstAsked?.latest ?? since) - since > DAY_MARGIN;
      if (page.more && (daysBack || pagesLeft === 0 || held > NEWEST_FIRST_SIZE)) return undefined;
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
        yield* oldestFirst(intercom, SECOND_MARGIN, reading);
        return;
      }
      const recent = await newestFirst(intercom, reading);
      if (recent) yield recent;
      else yield* oldestFirst(intercom, DAY_MARGIN, reading);
    },
  };
}
