import type { CompositeStep } from './action';
import { isObject } from './intercom/answer';
import type { Intercom } from './intercom/client';
import { InvalidInputError, isGone } from './intercom/errors';
import type { Input, Operation } from './intercom/operation';
import { largestPages, type Page } from './intercom/pages';
import { redact } from './intercom/redact';
import { beyondLimits, type Filter, isQuery, joined, type Query } from './intercom/search';
import { choice, optionalCount } from './oih/fields';
import { metadataOf } from './oih/metadata';
import type { StepField } from './oih/stepField';
import { chosen, type Found, MatchError, ON_MULTIPLE, onMultipleField } from './upsert/matches';

/** An operation that reads a record, or a list, by the value of one field of its input. */
export interface Exact {
  operation: Operation;
  by: string;
}

/** How records of one kind are looked up. */
export interface Lookup {
  search: Operation;
  /** Fields that are read without the search, whose index lags, where one of them is all that is given. */
  exact: Readonly<Record<string, Exact>>;
}

const ON_NONE = ['error', 'empty', 'skip'] as const;

/** The step fields of every look-up. */
export const findFields: Readonly<Record<string, StepField>> = {
  onNone: {
    label: 'None matches',
    viewClass: 'SelectView',
    required: false,
    model: { error: 'Fail', empty: 'Go on with an empty object', skip: 'Stop here' },
    note: 'What to do when nothing matches: `error` (when left out) fails the message, `empty` passes on an empty object, `skip` passes on nothing.',
  },
  onMultiple: onMultipleField,
  maxItems: {
    label: 'Most records',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: '1000',
    note: 'Largest number of messages where onMultiple is `all`. No bound when left out.',
  },
};

/**
 * Looks records up and emits them: one, or each. Throws InvalidInputError where the input asks for nothing, MatchError
 * where none or several match and the step does not say what to do then, and the client's errors.
 */
export async function findAndEmit(
  intercom: Intercom,
  lookup: Lookup,
  input: Input,
  { config, emission }: CompositeStep,
): Promise<undefined> {
  const onNone = choice(config, 'onNone', ON_NONE);
  const onMultiple = choice(config, 'onMultiple', ON_MULTIPLE);
  const maxItems = optionalCount(config, 'maxItems', 1) ?? Number.POSITIVE_INFINITY;
  const where = lookup.search.request;
  const emit = (data: Found) => emission.emit({ data, metadata: metadataOf(data, config) });
  if (onMultiple === 'all') {
    for await (const { items } of pagesOf(intercom, lookup, input)) {
      for (const record of items.slice(0, maxItems - emission.count)) await emit(record);
      await emission.flush();
      if (emission.count >= maxItems) break;
    }
  } else {
    const found: Found[] = [];
    // Two suffice to know that there are several, and the search sorts.
    const bounds = onMultiple === 'error' ? { count: 2 } : { count: 1, order: ORDER[onMultiple] };
    for await (const { items } of pagesOf(intercom, lookup, input, bounds)) found.push(...items);
    for (const record of chosen(found, onMultiple, where)) await emit(record);
  }
  if (emission.count > 0 || onNone === 'skip') return undefined;
  if (onNone === 'empty') await emit({});
  else {
    throw new MatchError(
      `${where}: No matching object found. Intercom's search can show a new or changed record some minutes late. Set onNone to empty or skip where that is no error.`,
    );
  }
  return undefined;
}

const ORDER = { newest: 'descending', oldest: 'ascending' } as const;

/** How much of a search is needed: its first few, by when they were created. */
interface Bounds {
  count: number;
  order?: 'ascending' | 'descending';
}

async function* pagesOf(
  intercom: Intercom,
  lookup: Lookup,
  input: Input,
  bounds?: Bounds,
): AsyncGenerator<Pick<Page, 'items'>> {
  const { search, exact } = lookup;
  const { query, ...flat } = input;
  const filters = filtersOf(flat, search.request);
  const [name, ...others] = Object.keys(flat);
  const direct = name === undefined || others.length > 0 || query !== undefined ? undefined : exact[name];
  if (direct && name !== undefined && !Array.isArray(flat[name]) && intercom.isSince(direct.operation.since ?? '2.7')) {
    yield* exactPages(intercom, direct, flat[name], exact.id);
    return;
  }
  const body = { query: whole(filters, query, search.request) };
  if (!bounds) {
    yield* intercom.pages(search, search.paging ? largestPages(search.paging, body) : body);
    return;
  }
  const sort = bounds.order && { sort: { field: 'created_at', order: bounds.order } };
  // The pages after the first hold nothing that is needed.
  for await (const page of intercom.pages(search, { ...body, ...sort, pagination: { per_page: bounds.count } })) {
    yield page;
    return;
  }
}

/** The record that an operation reads by its key, or the pages of the list that it gives; none where there is no such record. */
async function* exactPages(
  intercom: Intercom,
  { operation, by }: Exact,
  value: unknown,
  byId?: Exact,
): AsyncGenerator<Pick<Page, 'items'>> {
  try {
    if (operation.paging) yield* intercom.pages(operation, { [by]: value });
    else yield { items: [(await intercom.call(operation, { [by]: value })).body].filter(isObject) };
  } catch (error) {
    if (!isGone(error)) throw error;
    if (error.mergedInto !== undefined && byId) yield* exactPages(intercom, byId, error.mergedInto);
  }
}

/** The flat fields as filters: an equal value each, or one of a list. Throws InvalidInputError that names an empty one. */
function filtersOf(fields: Input, where: string, prefix = ''): Filter[] {
  return Object.entries(fields).flatMap(([key, value]): Filter[] => {
    const field = `${prefix}${key}`;
    if (isObject(value)) return filtersOf(value, where, `${field}.`);
    const isEmpty =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (isEmpty) {
      throw new InvalidInputError(where, [
        // The key of a map may be somebody's address.
        `${prefix}${redact(key, undefined)} is empty; leave it out, or use query to look for records that have no value there`,
      ]);
    }
    return [{ field, operator: Array.isArray(value) ? 'IN' : '=', value }];
  });
}

/** All filters and the query at once. Throws InvalidInputError where there is neither, or no such search is possible. */
function whole(filters: readonly Filter[], query: unknown, where: string): Query {
  const given = query ?? undefined;
  if (given !== undefined && !isQuery(given)) {
    throw new InvalidInputError(where, ['query must be a comparison or a group of comparisons']);
  }
  const all = joined(filters, given);
  if (!all)
    throw new InvalidInputError(where, ['nothing to look for was given: name a field, such as email, or a query']);
  const problem = filters.length > 0 ? beyondLimits(all) : undefined;
  if (problem !== undefined) throw new InvalidInputError(where, [`fields and query together do not fit: ${problem}`]);
  return all;
}
