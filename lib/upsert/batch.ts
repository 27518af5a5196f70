import type { CompositeStep } from '../action';
import { ApiError, ConfigurationError, IntercomError, RateLimitError } from '../intercom/errors';
import { flag, optionalCount } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import { concurrently } from '../sources/concurrently';
import type { Outcome } from './upserted';

/** What became of one item. */
export interface ItemResult {
  /** Its place in the input, from 0. */
  index: number;
  /**
   * `failed` with an error; `skipped` where it was not tried, because others had failed before; `pending` where a job
   * of Intercom's has it in hand.
   */
  outcome: Outcome | 'failed' | 'skipped' | 'pending';
  /** Intercom's id of the record, as far as it is known. */
  id?: string;
  /** All ids, where several records matched. */
  ids?: string[];
  error?: string;
  /** True where the same item may do better later. */
  retryable?: true;
  /** The job that has it in hand. */
  job_id?: string;
}

/** What a piece of work says of its item. */
export type Done = Omit<ItemResult, 'index'>;

export interface BatchSettings {
  /** Items in hand at once. */
  concurrency: number;
  /** Whether an item that fails keeps the rest from being tried. */
  stopOnError: boolean;
}

const CONCURRENCY = 5;
const MOST_AT_ONCE = 20;

/** The step fields that make up the settings. */
export const batchFields: Readonly<Record<string, StepField>> = {
  concurrency: {
    label: 'At once',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: String(CONCURRENCY),
    note: `How many items are in hand at once, 1 to ${MOST_AT_ONCE}; ${CONCURRENCY} when left out. Those that may be the same record always wait for each other.`,
  },
  stopOnError: {
    label: 'Stop at the first failure',
    viewClass: 'CheckBoxView',
    required: false,
    note: 'true tries no further items once one has failed; they come out as skipped. false when left out.',
  },
};

/** Reads the settings out of a step's fields. Throws ConfigurationError. */
export function batchSettings(config: Config): BatchSettings {
  const concurrency = optionalCount(config, 'concurrency', 1) ?? CONCURRENCY;
  if (concurrency > MOST_AT_ONCE) throw new ConfigurationError(`concurrency must be ${MOST_AT_ONCE} or less.`);
  return { concurrency, stopOnError: flag(config, 'stopOnError') };
}

/** So many items in a row that might do better later: then it is Intercom that is away, not an item that is odd. */
const AWAY_AFTER = 3;

/**
 * Does a piece of work for each item, some at once; those of a chain one after the other. Returns a result for each,
 * in order. An error of an item becomes its result. Where Intercom is away, no further items are tried, and with
 * `repeatable` (all that was done may be done again without harm) its error is thrown, so that the platform brings the
 * whole message back; else the results say what is left to do. The same goes for a token that is refused; its error is
 * thrown, too, where nothing was done at all.
 */
export async function batch(
  chains: readonly (readonly number[])[],
  { concurrency, stopOnError }: BatchSettings,
  repeatable: boolean,
  work: (index: number) => Promise<Done>,
): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  let stopped: string | undefined;
  let away: IntercomError | undefined;
  let refused: ApiError | undefined;
  let last: IntercomError | undefined;
  let inARow = 0;

  const one = async (index: number): Promise<ItemResult> => {
    if (stopped !== undefined) return { index, outcome: 'skipped', error: stopped, ...(away && { retryable: true }) };
    try {
      const done = await work(index);
      inARow = 0;
      return { index, ...done };
    } catch (error) {
      if (!(error instanceof IntercomError)) throw error;
      inARow = error.retryable ? inARow + 1 : 0;
      if (error.retryable) last = error;
      if (error instanceof RateLimitError || inARow >= AWAY_AFTER) {
        away ??= error;
        stopped ??= 'Not tried, since Intercom did not answer the items before it.';
      } else if (error instanceof ApiError && error.status === 401) {
        refused ??= error;
        stopped ??= 'Not tried, since Intercom refused the access token.';
      } else if (stopOnError) stopped ??= 'Not tried, since an item before it failed.';
      return { index, outcome: 'failed', error: error.message, ...(error.retryable && { retryable: true }) };
    }
  };
  const chain = async (indexes: readonly number[]) => {
    for (const index of indexes) results.push(await one(index));
  };
  for await (const _ of concurrently(chains, concurrency, chain));
  if (results.every(({ retryable }) => retryable)) away ??= last;
  if (refused && (repeatable || results.every(({ outcome }) => outcome === 'failed' || outcome === 'skipped'))) {
    throw refused;
  }
  if (away && repeatable) throw away;
  return results.sort((a, b) => a.index - b.index);
}

/** One message with the results, and how many there are of each outcome. */
export async function emitResults(results: readonly ItemResult[], { emission }: CompositeStep): Promise<undefined> {
  const counts: Record<ItemResult['outcome'], number> = {
    created: 0,
    updated: 0,
    unchanged: 0,
    failed: 0,
    skipped: 0,
    pending: 0,
  };
  for (const { outcome } of results) counts[outcome] += 1;
  await emission.emit({ data: { counts, results: [...results] }, metadata: {} });
  return undefined;
}
