import { readFileSync } from 'node:fs';

/** What a process takes after so many messages. */
export interface MemorySample {
  messages: number;
  bytes: number;
}

/** What processes take of the memory, over a run. Linux only: /proc tells of the resident set. */
export class MemoryRecord {
  readonly #peaks = new Map<string, number>();
  /** Of the process that is left alone: what is on its heap once the garbage is gone. */
  readonly heap: MemorySample[] = [];
  /** The resident set of that process. */
  readonly resident: MemorySample[] = [];

  /** Looks at the resident set of the step's process once, and returns it. */
  sample(stepId: string, pid: number | undefined): number | undefined {
    const bytes = pid === undefined ? undefined : residentBytes(pid);
    if (bytes !== undefined) this.#peaks.set(stepId, Math.max(bytes, this.peak(stepId)));
    return bytes;
  }

  /** Bytes. */
  peak(stepId: string): number {
    return this.#peaks.get(stepId) ?? 0;
  }
}

/** How much more a process takes with each message, in bytes. */
export interface Slope {
  bytes: number;
  /** The true slope lies no further away than this in 95 of 100 runs. */
  uncertainty: number;
}

/** Neighbouring samples tell nearly the same; the means of so many blocks of them are as good as independent. */
const BLOCKS = 12;
/** Student's t for 95 % and ten degrees of freedom: twelve blocks, less the two that a line takes. */
const T_95 = 2.228;

/**
 * The straight line through the samples (least squares), without the first third, in which a process warms up.
 * Undefined where there are too few to tell.
 */
export function slopeOf(samples: readonly MemorySample[]): Slope | undefined {
  const warm = samples.slice(Math.floor(samples.length / 3));
  if (warm.length < BLOCKS) return undefined;
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const from = Math.floor((index * warm.length) / BLOCKS);
    const block = warm.slice(from, Math.floor(((index + 1) * warm.length) / BLOCKS));
    return { x: mean(block.map(({ messages }) => messages)), y: mean(block.map(({ bytes }) => bytes)) };
  });
  const middle = { x: mean(blocks.map(({ x }) => x)), y: mean(blocks.map(({ y }) => y)) };
  const sum = (term: (dx: number, dy: number) => number) =>
    blocks.reduce((all, { x, y }) => all + term(x - middle.x, y - middle.y), 0);
  const width = sum((dx) => dx * dx);
  if (width === 0) return undefined;
  const bytes = sum((dx, dy) => dx * dy) / width;
  const left = sum((dx, dy) => (dy - bytes * dx) ** 2);
  return { bytes, uncertainty: T_95 * Math.sqrt(left / (BLOCKS - 2) / width) };
}

function mean(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0) / values.length;
}

function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
