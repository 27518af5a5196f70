import Table from 'cli-table3';
import { program } from 'commander';
import { type CampaignOptions, fuzzActions, fuzzPolling, fuzzWebhooks, type Outcome } from './campaign';
import { startWire } from './wire';

/**
 * The long form of fuzz.spec.ts: `FUZZ_RUNS=200 npm run fuzz`. FUZZ_SEED repeats a run to the letter, FUZZ_ONLY takes
 * only the functions whose names it finds (a regular expression). Exits with 1 where anything was found.
 */
async function main(): Promise<void> {
  const { quick } = program
    .name('npm run fuzz --')
    .description('Tries every function with inputs made from its schema, whole ones and broken ones.')
    .option('--quick', 'one input of each kind, the same each time, for CI')
    .parse()
    .opts<{ quick?: true }>();
  const { FUZZ_SEED, FUZZ_RUNS, FUZZ_ONLY } = process.env;
  const seed = FUZZ_SEED ? Number(FUZZ_SEED) : quick ? 1 : Date.now() & 0x7fffffff;
  const runs = FUZZ_RUNS ? Number(FUZZ_RUNS) : quick ? 1 : 25;
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(runs) || runs < 1) {
    throw new Error('FUZZ_SEED and FUZZ_RUNS must be whole numbers.');
  }
  const options: CampaignOptions = { seed, runs, ...(FUZZ_ONLY && { only: new RegExp(FUZZ_ONLY) }) };
  console.log(`seed ${seed}, ${runs} inputs of each kind for each function (FUZZ_SEED, FUZZ_RUNS)`);
  const wire = await startWire();
  const table = new Table({
    head: ['', 'functions', 'inputs', 'refused', 'sent', 'tried again', 'leaks', 'findings'],
    style: { head: [], border: [] },
  });
  const findings: string[] = [];
  const campaigns: [string, Promise<Outcome> | Outcome][] = [
    ['actions', await fuzzActions(wire, options)],
    ['polling triggers', await fuzzPolling(wire, options)],
    ['webhook triggers', await fuzzWebhooks(wire, options)],
  ];
  for (const [name, campaign] of campaigns) {
    const { functions, inputs, refused, sent, repeated, leaks, findings: found } = await campaign;
    table.push([name, functions, inputs, refused, sent, repeated, leaks, found.length]);
    findings.push(...found);
  }
  await wire.close();
  console.log(table.toString());
  for (const finding of findings) console.log(`- ${finding}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
