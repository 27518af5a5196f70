import Table from 'cli-table3';
import { program } from 'commander';
import { missedAims, percent } from './missedAims';
import { SCENARIOS } from './scenarios';
import { simulate } from './simulate';
import { OURS, STRATEGIES } from './strategies';

/** An app that may make 1,000 calls a minute, and more work than it can do: where limits hurt. */
const LIMIT = 167;
const WORKERS = 20;

async function main(): Promise<void> {
  const { quick, seed } = program
    .name('bench:limits')
    .description("Replicas that share Intercom's rate limit, simulated under a clock that leaps.")
    .option('--quick', 'two minutes of ours alone, for CI')
    .option('--seed <number>', 'repeats a run', Number, 1)
    .parse()
    .opts<{ quick?: true; seed: number }>();
  const windows = quick ? 12 : 24;
  const table = new Table({
    head: ['scenario', 'strategy', 'budget used', '429', 'rebounds', 'lost', 'sent in 10 ms'],
    style: { head: [], border: [] },
  });
  const missed: string[] = [];
  for (const scenario of SCENARIOS) {
    for (const strategy of quick ? [OURS] : STRATEGIES) {
      console.error(`${scenario.name}: ${strategy.name}`);
      const outcome = await simulate(scenario, strategy, { limit: LIMIT, workers: WORKERS, windows, seed });
      const { used, refused, rebounds, lost, atOnce } = outcome;
      table.push([scenario.name, strategy.name, percent(used), percent(refused), rebounds, lost, percent(atOnce)]);
      if (strategy === OURS) missed.push(...missedAims(scenario, outcome).map((aim) => `${scenario.name}: ${aim}`));
    }
  }
  console.log(
    `Seed ${seed}, ${windows} windows of ${LIMIT} calls, ${WORKERS} messages in work in each replica, answers after 80 to 320 ms`,
  );
  console.log(table.toString());
  console.log(missed.length === 0 ? 'All aims met.' : `MISSED\n  ${missed.join('\n  ')}`);
  if (missed.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
