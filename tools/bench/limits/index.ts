import Table from 'cli-table3';
import { program } from 'commander';
import { SCENARIOS, type Scenario } from './scenarios';
import { type Outcome, simulate } from './simulate';
import { OURS, STRATEGIES } from './strategies';

/** An app that may make 1,000 calls a minute, and more work than it can do: where limits hurt. */
const LIMIT = 167;
const WORKERS = 20;

async function main(): Promise<void> {
  const { quick } = program
    .name('bench:limits')
    .description("Replicas that share Intercom's rate limit, simulated under a clock that leaps.")
    .option('--quick', 'two minutes of ours alone, for CI')
    .parse()
    .opts<{ quick?: true }>();
  const windows = quick ? 12 : 24;
  const table = new Table({
    head: ['scenario', 'strategy', 'budget used', '429', 'rebounds', 'lost', 'in the busiest 100 ms'],
    style: { head: [], border: [] },
  });
  const missed: string[] = [];
  for (const scenario of SCENARIOS) {
    for (const strategy of quick ? [OURS] : STRATEGIES) {
      console.error(`${scenario.name}: ${strategy.name}`);
      const outcome = await simulate(scenario, strategy, { limit: LIMIT, workers: WORKERS, windows });
      const { used, refused, rebounds, lost, busiest } = outcome;
      table.push([scenario.name, strategy.name, percent(used), percent(refused), rebounds, lost, percent(busiest)]);
      if (strategy === OURS) missed.push(...missedAims(scenario, outcome).map((aim) => `${scenario.name}: ${aim}`));
    }
  }
  console.log(
    `${windows} windows of ${LIMIT} calls, ${WORKERS} messages in work in each replica, answers after 80 to 320 ms`,
  );
  console.log(table.toString());
  console.log(missed.length === 0 ? 'All aims met.' : `MISSED\n  ${missed.join('\n  ')}`);
  if (missed.length > 0) process.exitCode = 1;
}

/** The aims: 95 % of the budget used, under 1 % refused, none lost, no herd. */
function missedAims({ headers }: Scenario, { used, refused, lost, busiest }: Outcome): string[] {
  return [
    ...(used < 0.95 ? [`${percent(used)} of the budget used, aim at least 95 %`] : []),
    ...(lost > 0 ? [`${lost} lost`] : []),
    // Where answers tell nothing, only a refusal shows that the budget is spent, and each message in work may meet one.
    ...(headers !== false && refused > 0.01 ? [`${percent(refused)} refused, aim at most 1 %`] : []),
    ...(headers !== false && busiest > 0.4 ? [`${percent(busiest)} of the budget in 100 ms, aim at most 40 %`] : []),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
