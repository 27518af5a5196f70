import { Command } from 'commander';
import { paint } from '../print/paint';
import { answers } from './answers';
import { sync } from './sync';
import { webhook } from './webhook';

const program = new Command('demo').description('Shows what the component does, in a sandbox workspace.');

program
  .command('answers', { isDefault: true })
  .description('Runs the flow that answers new conversations, several times over, and shows what happens.')
  .option('--write', 'with INTERCOM_ACCESS_TOKEN: really answer, at most 3 conversations of the last hour a run')
  .action(answers);

program
  .command('webhook')
  .description(
    "Lets customers write; the workspace's webhooks start a flow that answers them at once. Shows how long that takes.",
  )
  .action(webhook);

program
  .command('sync')
  .description('Keeps Intercom and a CRM in sync in both directions, with conflicts, until nothing is left to do.')
  .action(sync);

program.parseAsync().catch((error: unknown) => {
  console.error(paint('red', error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
});
