import { cached } from '../cache';
import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { InvalidInputError } from '../intercom/errors';
import type { Input, Operation, Paging } from '../intercom/operation';
import { itemsOf, largestPages, nextPage } from '../intercom/pages';
import { parsed } from '../json';
import { validInput } from '../validate';
import type { Dictionary, Source } from './dictionaries';
import { readOnlyOperation } from './functions';
import { type Item, textAt } from './item';

/** What a dictionary answers. */
export interface Listing {
  items: Item[];
  /** What to give as `cursor` for more; absent at the end. There can be more although `items` is empty: a search goes on from there. */
  next?: string;
}

/** What a caller asks a dictionary. */
export interface Question {
  search?: string;
  cursor?: string;
  limit: number;
  /** The dictionary's own parameters, as fields of its operations. */
  input: Input;
}

/** Pages read for one answer: a search that finds little must not read 10,000 companies before it says so. */
const MOST_PAGES = 10;

/** Which page of a source: `starting_after` or `page`; nothing for the first. */
type PageMark = { starting_after: string } | { page: number } | Record<string, never>;

/**
 * What tells a list that leads in a circle, and would never end, from a long one: a page that was met before, which
 * after twice as many steps each time gives way to the one met then (Brent's algorithm). It has to fit into a cursor.
 */
interface Trail {
  met: PageMark;
  /** Steps until another page is kept in its place, and how many there were at first. */
  left: number;
  steps: number;
}

/** A place in a dictionary: the source, the page in it, and how many of its items were given. */
interface Place {
  source: number;
  mark: PageMark;
  offset: number;
  trail: Trail;
}

/** Up to `limit` items from the cursor on. Throws InvalidInputError for a cursor that none of ours is, and the client's errors. */
export async function list(intercom: Intercom, dictionary: Dictionary, question: Question): Promise<Listing> {
  const items: Item[] = [];
  const start = question.cursor === undefined ? FIRST : readCursor(question.cursor, dictionary);
  if (dictionary.fixed) return slice(dictionary.fixed, start, question);
  let place: Place | undefined = start;
  for (let pages = 0; place && pages < MOST_PAGES; pages += 1) {
    const source: Source | undefined = dictionary.from[place.source];
    if (!source) break;
    const page: ItemPage = await pageOf(intercom, source, place.mark, question);
    for (const [index, item] of page.items.entries()) {
      if (index < place.offset || !(page.found || holds(item, question.search))) continue;
      items.push(item);
      if (items.length === question.limit) return answer(items, after(dictionary, place, page, index + 1));
    }
    place = after(dictionary, place, page, page.items.length);
  }
  return answer(items, place);
}

const START: Trail = { met: {}, left: 1, steps: 1 };
const FIRST: Place = { source: 0, mark: {}, offset: 0, trail: START };

function answer(items: Item[], place: Place | undefined): Listing {
  return place ? { items, next: writeCursor(place) } : { items };
}

/** The place behind `given` items of a page; undefined where nothing comes after it. */
function after({ from }: Dictionary, place: Place, { items, next }: ItemPage, given: number): Place | undefined {
  if (given < items.length) return { ...place, offset: given };
  const { source, trail } = place;
  if (next && JSON.stringify(next) !== JSON.stringify(trail.met)) {
    return { source, mark: next, offset: 0, trail: further(trail, next) };
  }
  return source + 1 < from.length ? { ...FIRST, source: source + 1 } : undefined;
}

function further({ met, left, steps }: Trail, mark: PageMark): Trail {
  return left > 1 ? { met, left: left - 1, steps } : { met: mark, left: steps * 2, steps: steps * 2 };
}

function slice(all: readonly Item[], { offset }: Place, { search, limit }: Question): Listing {
  const found = all.filter((item) => holds(item, search));
  const items = found.slice(offset, offset + limit);
  return answer(items, offset + limit < found.length ? { ...FIRST, offset: offset + limit } : undefined);
}

/** Whether every word of the search stands somewhere in the item, whatever the case. */
function holds({ value, label, note = '' }: Item, search = ''): boolean {
  const text = `${label} ${note} ${value}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

interface ItemPage {
  items: Item[];
  /** What to ask the page after it with. */
  next?: PageMark;
  /** True where Intercom has searched already: what it found may hold the words where we do not see them. */
  found: boolean;
}

async function pageOf(
  intercom: Intercom,
  source: Source,
  mark: PageMark,
  { search, input }: Question,
): Promise<ItemPage> {
  const theirs = search !== undefined && intercom.isSince(source.search?.since ?? '2.7') ? source.search : undefined;
  const { operation: name, items } = theirs ?? source;
  const operation = readOnlyOperation(name);
  const paging = pagingOf(operation, items);
  const first = largestPages(paging, { ...(theirs ? theirs.input(search ?? '') : source.input), ...input });
  const asked = validInput(name, { ...first, ...inputOf(paging, mark, first) });
  return cached(intercom.identity, `${name} ${source.value} ${JSON.stringify(asked)}`, async () => {
    const reply = await intercom.call(operation, asked);
    const page = { items: itemsOf(reply.body, paging.items), answer: reply };
    const next = markOf(nextPage(paging, page, asked));
    return {
      items: distinct(page.items.flatMap((record) => itemOf(source, record))),
      found: theirs !== undefined,
      ...(next && { next }),
    };
  });
}

/** The operation's own paging; an answer that is a record and no list has its list where the source says. */
function pagingOf({ paging }: Operation, items: string | undefined): Paging {
  return { style: 'single', ...paging, items: items ?? paging?.items ?? [] };
}

function itemOf(
  { value: valueAt, label, note: noteAt, without = [] }: Source,
  record: Record<string, unknown>,
): Item[] {
  const value = textAt(record, valueAt);
  if (value === undefined || without.some(({ field, is = true }) => record[field] === is)) return [];
  const note = noteAt === undefined ? undefined : textAt(record, noteAt);
  const shown = textAt(record, label) ?? value;
  return [{ value, label: shown, ...(note !== undefined && note !== shown && { note }) }];
}

function distinct(items: Item[]): Item[] {
  return [...new Map(items.map((item) => [item.value, item])).values()];
}

/** Of what Intercom wants for the next page only the page itself: the rest is the question, and the caller's. */
function markOf(change: Input | undefined): PageMark | undefined {
  const { starting_after, page } = { ...change, ...(isObject(change?.pagination) ? change.pagination : {}) };
  if (typeof starting_after === 'string' && starting_after !== '') return { starting_after };
  return Number.isSafeInteger(Number(page)) && Number(page) > 0 ? { page: Number(page) } : undefined;
}

function inputOf({ style }: Paging, mark: PageMark, asked: Input): Input {
  if (style !== 'bodyCursor' || !('starting_after' in mark)) return mark;
  return { pagination: { ...(isObject(asked.pagination) ? asked.pagination : {}), ...mark } };
}

function writeCursor({ source, mark, offset, trail: { met, left, steps } }: Place): string {
  return Buffer.from(JSON.stringify([source, offset, mark, met, left, steps])).toString('base64url');
}

function readCursor(cursor: string, { from }: Dictionary): Place {
  const parts = parsed(Buffer.from(cursor, 'base64url').toString());
  const [source, offset, change, met, left, steps]: unknown[] = Array.isArray(parts) ? parts : [];
  if (isIndex(source) && source < Math.max(1, from.length) && isIndex(offset) && isObject(change)) {
    const trail = isObject(met) && isIndex(left) && isIndex(steps) ? { met: markOf(met) ?? {}, left, steps } : START;
    return { source, offset, mark: markOf(change) ?? {}, trail };
  }
  throw new InvalidInputError('lookup', ["cursor must be the next of the same dictionary's last answer"]);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
