import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation, Paging } from '../intercom/operation';
import { nextPage, type Page } from '../intercom/pages';
import type { SourceRecord } from '../polling/source';

/** A search in one order, and what its reader knows of the records. */
export interface Ordered {
  operation: Operation & { paging: Paging };
  /** The search's `query` and `sort`. */
  input: Input;
  /** Records asked for at once. */
  perPage: number;
  /** UNIX seconds by which the search sorts; undefined for a record that does not show them. */
  stampOf: (record: SourceRecord) => number | undefined;
  /** The same only for the same record, in the same state, at the same place of the order. */
  placeOf: (record: SourceRecord) => string;
  /** Whether a page may be fetched while the one before is looked at. */
  ahead: boolean;
}

/** What follows in the order: the records of a page that were not on the page before. */
export interface Stretch extends Page {
  /** Whether Intercom names a page after this one. */
  more: boolean;
}

/**
 * The pages of a search, such that no record that keeps its place is passed over while others change, go or come:
 *
 * - A cursor that names the last record by its stamp and something more, as those in Intercom's reference do, goes on
 *   after that place, whatever moved: one row of pages is enough.
 * - Any other cursor may be a count of records, and every record that leaves its place moves all later ones up, over
 *   the border between two pages. Then a second row of pages is read, half a page apart from the first, and the two in
 *   turns: each page begins in the middle of the one before. An answer has every record between its first and its last.
 *   So where a page begins with a record of the page before, all up to its end was read, by induction.
 * - Where it does not, more has moved than half a page: undefined, at the end. What lies before the last stamp was
 *   read; from there on the reader has to ask anew.
 *
 * What comes into the order behind the reader is late in the index, and the overlap of the next run has it.
 */
export async function* gapless(intercom: Intercom, search: Ordered): AsyncGenerator<Stretch | undefined> {
  let cursor: unknown;
  const namesPlace = (page: Page) => isPlace(cursorAfter(search, page), page.items.at(-1), search);
  for await (const page of pagesAt(intercom, search, undefined, (one) => search.ahead && namesPlace(one))) {
    const next = cursorAfter(search, page);
    yield { ...page, more: next !== undefined };
    if (next === undefined) return;
    if (!namesPlace(page)) {
      yield* overlapping(intercom, search, page, cursor);
      return;
    }
    cursor = next;
  }
}

/** What follows on a page, which `cursor` led to, by two rows of pages. */
async function* overlapping(
  intercom: Intercom,
  search: Ordered,
  first: Page,
  cursor: unknown,
): AsyncGenerator<Stretch | undefined> {
  // Half of what came, not of what was asked for, should Intercom give less. Only its cursor is of use.
  const half = await pagesAt(intercom, { ...search, perPage: Math.ceil(first.items.length / 2) }, cursor).next();
  const between = half.value && cursorAfter(search, half.value);
  if (between === undefined) {
    yield undefined;
    return;
  }
  const rows = [between, cursorAfter(search, first)].map((start) => pagesAt(intercom, search, start));
  let before = new Set(first.items.map(search.placeOf));
  for (let turn = 0; ; turn += 1) {
    const page = (await rows[turn % rows.length]?.next())?.value;
    const [start] = page?.items ?? [];
    if (!page || !start || !before.has(search.placeOf(start))) break;
    const items = page.items.filter((record) => !before.has(search.placeOf(record)));
    const more = cursorAfter(search, page) !== undefined;
    yield { ...page, items, more };
    if (!more) return;
    before = new Set(page.items.map(search.placeOf));
  }
  yield undefined;
}

function pagesAt(
  intercom: Intercom,
  { operation, input, perPage }: Ordered,
  cursor: unknown,
  ahead: (page: Page) => boolean = () => false,
): AsyncGenerator<Page, void> {
  const pagination = { per_page: perPage, ...(cursor !== undefined && { starting_after: cursor }) };
  return intercom.pages(operation, { ...input, pagination }, { ahead });
}

function cursorAfter({ operation }: Ordered, page: Page): unknown {
  const { pagination } = nextPage(operation.paging, page, {}) ?? {};
  return isObject(pagination) ? pagination.starting_after : undefined;
}

/** Whether a cursor is a list in JSON and base64 that begins with the stamp of the last record, in seconds or milliseconds. */
function isPlace(cursor: unknown, last: SourceRecord | undefined, { stampOf }: Ordered): boolean {
  const stamp = last && stampOf(last);
  if (stamp === undefined || typeof cursor !== 'string') return false;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString());
    if (!Array.isArray(place) || place.length < 2) return false;
    const [value] = place.map(Number);
    return value !== undefined && [value, value / 1000].map(Math.floor).includes(stamp);
  } catch {
    return false;
  }
}
