import Table from 'cli-table3';
import { type Estimate, exactly } from './statistics';

/** Something measured that has to be at least, or at most, so much; or that is only told. */
export interface Aim {
  what: string;
  measured: Estimate;
  atLeast?: number;
  atMost?: number;
}

/** Whether an aim is met, missed, or missed by no more than the noise. */
export function verdict({
  measured,
  atLeast = Number.NEGATIVE_INFINITY,
  atMost = Number.POSITIVE_INFINITY,
}: Aim): 'met' | 'missed' | 'unclear' {
  if (measured.median >= atLeast && measured.median <= atMost) return 'met';
  // What is no number misses it, too.
  return measured.high >= atLeast && measured.low <= atMost ? 'unclear' : 'missed';
}

/** An aim for a number that was counted, and is the same every time. */
export function counted(what: string, count: number, atMost: number): Aim {
  return { what, measured: exactly(count), atMost };
}

const SAID = { met: 'met', missed: 'MISSED', unclear: 'missed, but within the noise' };

/** The aims in a table. */
export function aimTable(aims: readonly Aim[]): string {
  const result = new Table({
    head: ['what', 'measured', 'from', 'to', 'aim', ''],
    colAligns: ['left', 'right', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const aim of aims) {
    const { what, measured, atLeast, atMost } = aim;
    const numbers = [measured.median, measured.low, measured.high].map((value) =>
      Number.isInteger(value) ? String(value) : value.toFixed(2),
    );
    const bound = atLeast === undefined ? atMost !== undefined && `at most ${atMost}` : `at least ${atLeast}`;
    result.push([what, ...numbers, bound || '', bound ? SAID[verdict(aim)] : '']);
  }
  return result.toString();
}

/** Prints the table, and lets the process exit with 1 where an aim is missed. */
export function conclude(aims: readonly Aim[]): void {
  console.log(aimTable(aims));
  console.log('From, to: the 95 % confidence interval of the median; an aim is missed when all of it lies beyond.');
  if (aims.some((aim) => verdict(aim) === 'missed')) process.exitCode = 1;
}
