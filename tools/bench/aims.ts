import Table from 'cli-table3';
import type { Estimate } from './statistics';

/** A ratio that has to be at least, or at most, so much; or that is only told. */
export interface Aim {
  what: string;
  ratio: Estimate;
  atLeast?: number;
  atMost?: number;
}

/** Whether the aim is met, missed, or missed by no more than the noise. */
export function verdict({
  ratio,
  atLeast = Number.NEGATIVE_INFINITY,
  atMost = Number.POSITIVE_INFINITY,
}: Aim): 'met' | 'missed' | 'unclear' {
  if (ratio.median >= atLeast && ratio.median <= atMost) return 'met';
  return ratio.high < atLeast || ratio.low > atMost ? 'missed' : 'unclear';
}

/** A line that says it all. */
export function describe(aim: Aim): string {
  const { what, ratio, atLeast, atMost } = aim;
  const told = `${what}: ${ratio.median.toFixed(3)} (${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)})`;
  const said = { met: 'met', missed: 'MISSED', unclear: 'missed, but within the noise' }[verdict(aim)];
  if (atLeast !== undefined) return `${told}, aim at least ${atLeast.toFixed(2)}: ${said}`;
  if (atMost !== undefined) return `${told}, aim at most ${atMost.toFixed(2)}: ${said}`;
  return told;
}

/** The aims in a table. */
export function aimTable(aims: readonly Aim[]): string {
  const result = new Table({
    head: ['what', 'measured', 'from', 'to', 'aim', ''],
    colAligns: ['left', 'right', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  const said = { met: 'met', missed: 'MISSED', unclear: 'missed, but within the noise' };
  for (const aim of aims) {
    const { what, ratio, atLeast, atMost } = aim;
    const numbers = [ratio.median, ratio.low, ratio.high].map((value) =>
      Number.isInteger(value) ? String(value) : value.toFixed(2),
    );
    const bound = atLeast === undefined ? atMost && `at most ${atMost}` : `at least ${atLeast}`;
    result.push([what, ...numbers, bound ?? '', bound ? said[verdict(aim)] : '']);
  }
  return result.toString();
}
