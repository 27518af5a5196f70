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
 * Both must hold. A group that is an AND already is joined, not nested, so that a filter of the allowed depth stays
 * within it. Throws ConfigurationError where no such query is possible.
 */
export function and(filter: Filter, extra: Query | undefined): Query {
  if (!extra) return filter;
  const query: FilterGroup = {
    operator: 'AND',
    value: isGroup(extra) && extra.operator === 'AND' ? [filter, ...extra.value] : [filter, extra],
  };
  if (query.value.length > MOST_FILTERS) {
    throw new ConfigurationError(
      `filter has too many conditions: Intercom takes ${MOST_FILTERS} in a group, and the trigger adds conditions of its own.`,
    );
  }
  if (depth(query) > DEEPEST) {
    throw new ConfigurationError(
      'filter is nested too deeply: Intercom takes two levels, and the trigger needs the outer one unless it is an AND.',
    );
  }
  return query;
}
