import { readFileSync } from 'node:fs';
import { median } from '../bench/statistics';

/** The resident set of processes, sampled over a run. Linux only: /proc tells. */
export class MemoryRecord {
  readonly #samples = new Map<string, number[]>();

  /** Looks at the step's process once. */
  sample(stepId: string, pid: number | undefined): void {
    const bytes = pid === undefined ? undefined : residentBytes(pid);
    if (bytes !== undefined) this.#samples.set(stepId, [...(this.#samples.get(stepId) ?? []), bytes]);
  }

  peak(stepId: string): number {
    return Math.max(0, ...(this.#samples.get(stepId) ?? []));
  }

  growth(stepId: string): Growth | undefined {
    return growthOf(this.#samples.get(stepId) ?? []);
  }
}

/** How the last third of a run compares with the middle one. */
export interface Growth {
  /** Medians, in bytes. */
  middle: number;
  last: number;
  ratio: number;
  /** How much a sample differs from the one before, in the noisier third, as a part of the median: growth adds little to it. */
  noise: number;
}

const FEWEST = 9;

/** Undefined where there are too few samples to tell. */
export function growthOf(samples: readonly number[]): Growth | undefined {
  if (samples.length < FEWEST) return undefined;
  const third = Math.floor(samples.length / 3);
  const thirds = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  const [middle = 0, last = 0] = thirds.map(median);
  const [before = 0, after = 0] = thirds.map(spread);
  return { middle, last, ratio: last / middle, noise: Math.max(before, after) };
}

/** The median step from one sample to the next, as a part of the median. */
function spread(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  return median(steps) / median(values);
}

function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
