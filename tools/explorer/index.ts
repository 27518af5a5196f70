import { Command, InvalidArgumentError } from 'commander';
import { interruption } from '../interruption';
import { startExplorer } from './server';

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('It must be 0 to 65535.');
  return port;
}

const program = new Command('explore')
  .description('Shows every action and trigger in the browser, and tries them in a sandbox with invented data.')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', portOf, 4020);

async function main(): Promise<void> {
  const { port } = program.parse().opts<{ port: number }>();
  const explorer = await startExplorer({ port });
  console.log(`Explorer: ${explorer.url}\nCtrl-C stops it.`);
  await interruption();
  await explorer.close();
}

main().catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    taken
      ? 'The port is taken; choose another one: npm run explore -- --port 0'
      : error instanceof Error
        ? error.message
        : error,
  );
  process.exitCode = 1;
});
