import type { SortValue, Stored, View } from './collection';
import { type CursorKind, type Page, readPage } from './cursors';
import { invalid, missing, Refusal } from './errors';
import { isObject, objectAt, perPage, text } from './input';
import type { Body } from './router';
import { dayOf } from './timezone';

/** `stamp` is matched to the second, `day` by calendar day, `list` holds several ids of which one must fit. */
export type FieldType = 'string' | 'integer' | 'boolean' | 'stamp' | 'day' | 'list';

type FieldValue = SortValue | boolean | undefined;

/** A field that can be searched for. */
export type Field<T> =
  | { readonly type: 'list'; readonly of: (record: T) => readonly string[] }
  | { readonly type: Exclude<FieldType, 'list'>; readonly of: (record: T) => FieldValue };

/** The operators that a search takes, by the type of the field. */
export type Operators = Readonly<Record<FieldType, readonly string[]>>;

const OF_STRINGS = ['=', '!=', 'IN', 'NIN', '~', '!~', '^', '$'];

/** Contact search up to 2.16: dates by calendar day, with fewer operators. In Preview stamps go to the second. */
export const CONTACT_OPERATORS: Operators = {
  string: OF_STRINGS,
  integer: ['=', '!=', 'IN', 'NIN', '>', '<', '>=', '<='],
  boolean: ['=', '!=', 'IN', 'NIN'],
  day: ['=', '>', '<'],
  stamp: ['=', '!=', '>', '<', '>=', '<='],
  list: ['=', '!='],
};

/** Conversation search. */
export const CONVERSATION_OPERATORS: Operators = {
  string: OF_STRINGS,
  integer: ['=', '!=', 'IN', 'NIN', '>', '<'],
  boolean: ['=', '!=', 'IN', 'NIN'],
  day: ['=', '>', '<'],
  stamp: ['=', '!=', 'IN', 'NIN', '>', '<'],
  list: ['=', '!=', 'IN', 'NIN'],
};

/** What a search endpoint searches, and how. */
export interface SearchSettings<T extends Stored> {
  readonly view: View<T>;
  readonly field: (name: string) => Field<T> | undefined;
  readonly operators: Operators;
  /** Where days begin and end. */
  readonly timezone: string;
  /** Whether `> t` on a stamp also finds t itself: Intercom's documents leave it open. */
  readonly includesSecond: boolean;
  /** Page size when the client asks for none; 150 is the most. */
  readonly standardPage: number;
  readonly standardSort: string;
  readonly cursors: CursorKind;
}

// Limits that Intercom documents for every search.
const MAX_LEVELS = 2;
const MAX_FILTERS = 15;
const MAX_PAGE = 150;

/** Runs a search request's body: filters, sorts, and cuts a page. Throws a Refusal (400) for what Intercom refuses. */
export function runSearch<T extends Stored>(body: Body, settings: SearchSettings<T>): Page<T> {
  if (body.query === undefined) throw missing('query');
  const matches = compile(body.query, settings, 1);
  const { name, descending } = readSort(body, settings);
  const field = settings.field(name);
  if (!field || field.type === 'list') throw invalid('sort.field', `Results cannot be sorted by ${name}`);
  const pagination = objectAt(body, 'pagination') ?? {};
  const sortValue = (record: T): SortValue => {
    const value = field.of(record);
    return typeof value === 'boolean' ? String(value) : (value ?? null);
  };
  const isStamp = field.type === 'stamp' || field.type === 'day';
  const sorted = settings.view.sortedBy(name, sortValue);
  return readPage({
    // The same words find other records when the field is matched by day, so the type of match belongs to the key.
    sorted: settings.view.matching(
      `${name} ${isStamp ? field.type : ''} ${JSON.stringify(body.query)}`,
      sorted,
      matches,
    ),
    sortValue: isStamp ? (record) => inMilliseconds(sortValue(record)) : sortValue,
    descending,
    perPage: perPage(pagination.per_page, settings.standardPage, MAX_PAGE),
    cursor: text(pagination, 'starting_after') ?? undefined,
    kind: settings.cursors,
  });
}

/** Cursors hold stamps in milliseconds. */
export const inMilliseconds = (value: SortValue): SortValue => (typeof value === 'number' ? value * 1000 : value);

function readSort<T extends Stored>(body: Body, settings: SearchSettings<T>): { name: string; descending: boolean } {
  const sort = objectAt(body, 'sort') ?? {};
  const order = sort.order ?? 'descending';
  if (order !== 'ascending' && order !== 'descending') {
    throw new Refusal(
      400,
      'invalid_sort_order',
      `Sort order ${JSON.stringify(order)} is neither ascending nor descending`,
    );
  }
  return { name: text(sort, 'field') ?? settings.standardSort, descending: order === 'descending' };
}

type Predicate<T> = (record: T) => boolean;

function compile<T extends Stored>(query: unknown, settings: SearchSettings<T>, level: number): Predicate<T> {
  if (!isObject(query)) throw invalid('query', 'A query is an object with operator and value');
  const { operator, value } = query;
  if (operator !== 'AND' && operator !== 'OR') return compileFilter(query, settings);
  if (level > MAX_LEVELS) throw invalid('query', `Groups may be nested ${MAX_LEVELS} levels deep`);
  if (!Array.isArray(value) || value.length === 0) throw invalid('query', `${operator} takes a list of filters`);
  if (value.length > MAX_FILTERS) throw invalid('query', `A group holds at most ${MAX_FILTERS} filters`);
  const parts = value.map((part) => compile<T>(part, settings, level + 1));
  return operator === 'AND'
    ? (record) => parts.every((matches) => matches(record))
    : (record) => parts.some((matches) => matches(record));
}

function compileFilter<T extends Stored>(filter: Body, settings: SearchSettings<T>): Predicate<T> {
  const name = text(filter, 'field');
  const operator = text(filter, 'operator');
  if (!name) throw missing('field', 'A filter names its field');
  const field = settings.field(name);
  if (!field) throw missing(name, `There is no field ${name} to search for`);
  if (!operator || !settings.operators[field.type].includes(operator)) {
    throw invalid(name, `${operator ?? 'No operator'} cannot be used on ${name}`);
  }
  const { value } = filter;
  if (value === undefined) throw missing('value', `The filter on ${name} has no value`);
  if ((operator === 'IN' || operator === 'NIN') !== Array.isArray(value)) {
    throw invalid(name, `${operator} on ${name} takes ${Array.isArray(value) ? 'one value' : 'a list'}`);
  }
  if (field.type === 'list') {
    const wanted = (Array.isArray(value) ? value : [value]).map(String);
    const positive = operator === '=' || operator === 'IN';
    return (record) => field.of(record).some((id) => wanted.includes(id)) === positive;
  }
  if (field.type === 'day') return byDay(field.of, name, operator, value, settings.timezone);
  if (operator === 'IN' || operator === 'NIN') {
    const tests = (Array.isArray(value) ? value : []).map((one) => compare(field, name, '=', one, settings));
    const positive = operator === 'IN';
    return (record) => tests.some((test) => test(record)) === positive;
  }
  return compare(field, name, operator, value, settings);
}

const isEmpty = (value: FieldValue): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

function compare<T extends Stored>(
  field: Exclude<Field<T>, { type: 'list' }>,
  name: string,
  operator: string,
  value: unknown,
  settings: SearchSettings<T>,
): Predicate<T> {
  const { of } = field;
  if (value === null) {
    if (operator === '=') return (record) => isEmpty(of(record));
    if (operator === '!=') return (record) => !isEmpty(of(record));
    throw invalid(name, `${operator} on ${name} takes no null`);
  }
  if (field.type === 'string') return compareText(of, operator, String(value).toLowerCase());
  if (field.type === 'boolean') {
    if (!['true', 'false'].includes(String(value))) throw invalid(name, `${name} is true or false`);
    const wanted = String(value) === 'true';
    return (record) => ((of(record) ?? false) === wanted) === (operator === '=');
  }
  const wanted = numberFrom(name, value);
  const including = field.type === 'stamp' && settings.includesSecond;
  return (record) => {
    const found = of(record);
    if (typeof found !== 'number') return operator === '!=';
    if (operator === '=') return found === wanted;
    if (operator === '!=') return found !== wanted;
    if (operator === '>=') return found >= wanted;
    if (operator === '<=') return found <= wanted;
    if (operator === '<') return found < wanted;
    return including ? found >= wanted : found > wanted;
  };
}

// Text is matched without regard to case.
function compareText<T>(of: (record: T) => FieldValue, operator: string, wanted: string): Predicate<T> {
  const test = (found: string): boolean => {
    if (operator === '=') return found === wanted;
    if (operator === '!=') return found !== wanted;
    if (operator === '~') return found.includes(wanted);
    if (operator === '!~') return !found.includes(wanted);
    return operator === '^' ? found.startsWith(wanted) : found.endsWith(wanted);
  };
  return (record) => test(String(of(record) ?? '').toLowerCase());
}

// Contact search up to 2.16: `>` begins at the next day, `=` is the whole day, `<` ends before that day.
function byDay<T>(
  of: (record: T) => FieldValue,
  name: string,
  operator: string,
  value: unknown,
  zone: string,
): Predicate<T> {
  const { start, end } = dayOf(numberFrom(name, value), zone);
  return (record) => {
    const found = of(record);
    if (typeof found !== 'number') return false;
    if (operator === '>') return found >= end;
    return operator === '<' ? found < start : found >= start && found < end;
  };
}

function numberFrom(name: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(name, `${name} is compared with a number`);
  return number;
}
