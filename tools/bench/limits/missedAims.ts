import type { Scenario } from './scenarios';
import type { Outcome } from './simulate';

/** Least share of the budget that is to be used. */
const USED = 0.95;
/** Most calls refused. */
const REFUSED = 0.01;
/** The same where answers tell nothing of the limit: only a refusal shows that a window is spent. */
const REFUSED_BLIND = 0.4;
/** Most calls in the same ten milliseconds, as a share of a window's budget. */
const AT_ONCE = 0.1;

/** What is wrong with an outcome; nothing where each aim is met. */
export function missedAims({ headers }: Scenario, { used, refused, lost, atOnce }: Outcome): string[] {
  const most = headers === false ? REFUSED_BLIND : REFUSED;
  return [
    ...(used < USED ? [`${percent(used)} of the budget used, aim at least ${percent(USED)}`] : []),
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(refused > most ? [`${percent(refused)} refused, aim at most ${percent(most)}`] : []),
    ...(atOnce > AT_ONCE ? [`${percent(atOnce)} of the budget sent in 10 ms, aim at most ${percent(AT_ONCE)}`] : []),
  ];
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
