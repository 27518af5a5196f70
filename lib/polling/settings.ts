import { ConfigurationError } from '../intercom/errors';
import { isQuery, type Query } from '../intercom/search';
import { parsed } from '../json';
import { choice, optionalCount, optionalMoment, optionalText, optionalWords } from '../oih/fields';
import type { Config } from '../oih/types';
import type { TriggerDeclaration } from '../polling';
import type { Source } from './source';

/** Seconds behind the watermark that every run reads again, for records that the index shows late (users report minutes). */
const OVERLAP = 300;

/** What the step's fields ask of a run. */
export interface Settings {
  overlap: number;
  maxItems: number;
  filter: Query | undefined;
  emit: 'items' | 'page';
  /** Names of embedded lists to complete. */
  complete: string[];
}

/** Reads the step's fields. Throws ConfigurationError, which names the field that does not fit. */
export function settingsOf(config: Config, { source, embedded = {} }: TriggerDeclaration): Settings {
  const complete = optionalWords(config, 'fields') ?? [];
  const unknown = complete.find((name) => !Object.hasOwn(embedded, name));
  if (unknown !== undefined) {
    const known = Object.keys(embedded).join(', ');
    throw new ConfigurationError(`fields can name ${known || 'nothing here: this trigger has no lists to complete'}.`);
  }
  return {
    emit: choice(config, 'emit', ['items', 'page']),
    complete,
    overlap: optionalCount(config, 'overlapSeconds', 0) ?? OVERLAP,
    maxItems: optionalCount(config, 'maxItems', 1) ?? Number.POSITIVE_INFINITY,
    filter: filterOf(config.filter, source),
  };
}

/** The step's `filter`: an object, or its JSON, which is what a form's text area gives. */
function filterOf(value: unknown, source: Source): Query | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!source.searchable) throw new ConfigurationError('filter is not possible here: this trigger does not search.');
  const filter = typeof value === 'string' ? parsed(value) : value;
  if (isQuery(filter)) return filter;
  throw new ConfigurationError(
    'filter must be a search filter such as {"field": "role", "operator": "=", "value": "user"}, or a group of them.',
  );
}

/** Where the first run begins: UNIX seconds, 0 for a date before 1970, or `now`. */
export function startOf(config: Config): number | 'now' {
  const text = optionalText(config, 'startFrom') ?? 'now';
  if (text === 'now') return 'now';
  return text === 'beginning' ? 0 : Math.max(0, optionalMoment(config, 'startFrom', ['now', 'beginning']) ?? 0);
}
