/** A median, and how sure it is. */
export interface Estimate {
  median: number;
  /** The true median lies between `low` and `high` in at least 95 of 100 runs, whatever the distribution. */
  low: number;
  high: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? Number.NaN)) / 2 : upper;
}

/**
 * The median with its 95 % confidence interval from order statistics (the sign test turned round): a value of each
 * round lies below the true median with a chance of one half, so the ranks of the interval are binomial. It asks for
 * six rounds at least; with fewer the interval is from the least to the greatest, and covers less.
 */
export function estimate(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  let rank = 0;
  while (tail(sorted.length, rank + 1) <= 0.025) rank += 1;
  const low = sorted[rank];
  const high = sorted.at(-1 - rank);
  if (low === undefined || high === undefined) throw new Error('An estimate needs a value');
  return { median: median(sorted), low, high };
}

/** The chance that at most `most` of `count` fair coins show heads. */
function tail(count: number, most: number): number {
  let combinations = 1;
  let sum = 0;
  for (let heads = 0; heads <= most; heads += 1) {
    sum += combinations;
    combinations = (combinations * (count - heads)) / (heads + 1);
  }
  return sum / 2 ** count;
}

/** Round by round, since what disturbs a round disturbs both. */
export function ratios(values: readonly number[], to: readonly number[]): number[] {
  return values.map((value, round) => value / (to[round] ?? Number.NaN));
}

/** A number that is always the same. */
export function exactly(value: number): Estimate {
  return { median: value, low: value, high: value };
}
