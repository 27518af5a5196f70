import { isObject } from './answer';
import { ConfigurationError } from './errors';

export interface Filter {
  field: string;
  operator: '=' | '!=' | 'IN' | 'NIN' | '>' | '<' | '~' | '!~' | '^' | '$';
  value: unknown;
}

export interface FilterGroup {
  operator: 'AND' | 'OR';
  value: (Filter | FilterGroup)[];
}

export type Query = Filter | FilterGroup;

/** Filters that one AND or OR may hold, and how deep groups may stand in one another (Intercom's reference for its searches). */
const MOST_FILTERS = 15;
const DEEPEST = 2;

function isGroup(query: Query): query is FilterGroup {
  return 'operator' in query && Array.isArray(query.value) && (query.operator === 'AND' || query.operator === 'OR');
}

function depth(query: Query): number {
  return isGroup(query) ? 1 + Math.max(0, ...query.value.map(depth)) : 0;
}

/** Whether this has the shape of a query; what its fields are is for Intercom to say. */
export function isQuery(value: unknown): value is Query {
  if (!isObject(value) || typeof value.operator !== 'string') return false;
  if (value.operator === 'AND' || value.operator === 'OR')
    return Array.isArray(value.value) && value.value.every(isQuery);
  return typeof value.field === 'string' && 'value' in value;
}

/**
 * All must hold; undefined where there is nothing. A query that is an AND already is joined, not nested, so that one of
 * the allowed depth stays within it.
 */
export function joined(filters: readonly Filter[], query: Query | undefined): Query | undefined {
  if (filters.length === 0) return query;
  const more = query === undefined ? [] : isGroup(query) && query.operator === 'AND' ? query.value : [query];
  const all = [...filters, ...more];
  return all.length === 1 ? all[0] : { operator: 'AND', value: all };
}

/** What makes a query more than Intercom takes, in words; undefined where nothing does. */
export function beyondLimits(query: Query): string | undefined {
  if (isGroup(query) && query.value.length > MOST_FILTERS) {
    return `too many conditions, Intercom takes ${MOST_FILTERS} in a group`;
  }
  if (depth(query) > DEEPEST) return 'nested too deeply, Intercom takes two levels and the outer one is an AND';
  return undefined;
}

/** Both must hold. Throws ConfigurationError, which names the step's field, where no such query is possible. */
export function and(filter: Filter, extra: Query | undefined): Query {
  const query = joined([filter], extra) ?? filter;
  const problem = extra && beyondLimits(query);
  if (problem !== undefined) {
    throw new ConfigurationError(`filter, with the conditions that the trigger adds, does not fit: ${problem}.`);
  }
  return query;
}
