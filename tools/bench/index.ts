import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { program } from 'commander';
import { interruption } from '../interruption';
import { conclude } from './aims';
import { contestants } from './contestants';
import { type Contestant, heldStartUps, inRounds, startUp, throughput } from './measure';
import { openQuota } from './quota';
import { aimsOf, type Bounds, type Measured, table } from './report';

/** Of a core: what the platform gives a container unless it is told otherwise. */
const SHARE = 0.1;

interface Options {
  rounds: number;
  /** Rounds under the quota. */
  held: number;
  /** In a round of one function. */
  messages: number;
  warmUp: number;
  nagle: boolean;
  /** It takes longer than all the others together. */
  swagger: boolean;
}

const FULL: Options = { rounds: 12, held: 8, messages: 500, warmUp: 500, nagle: false, swagger: true };
const AIMS: Bounds = { speed: 0.9, listening: 1.1, firstAnswer: 1.1, memory: 15 };
const QUICK: Options = { rounds: 6, held: 3, messages: 60, warmUp: 150, nagle: false, swagger: false };
/** A machine of a CI is rarely quiet, and this is too short to even that out. */
const QUICK_AIMS: Bounds = { speed: 0.7, listening: 1.4, firstAnswer: 1.4, memory: 25 };

async function measure(
  all: readonly Contestant[],
  { rounds, held }: Options,
  quota: ReturnType<typeof openQuota>,
): Promise<Measured> {
  const startUps = await inRounds(all, rounds, progress('start-up', rounds), startUp);
  const heldUps = await heldStartUps(all, held, progress('start-up under the quota', held), quota);
  console.error('warm-up');
  for (const { container } of all) container.start();
  for (const { container, message, warmUp } of all) await container.work(message, warmUp);
  await assertSameWork(all);
  const throughputs = await inRounds(all, rounds, progress('throughput', rounds), throughput);
  const peakBytes = new Map<string, number>();
  for (const { name, container } of all) peakBytes.set(name, (await container.usage()).peakBytes);
  return { startUps, held: heldUps, throughputs, peakBytes };
}

/** Those that call must hand on the same contact, or their speed is not to be compared. */
async function assertSameWork(all: readonly Contestant[]): Promise<void> {
  const [, ...outputs] = await Promise.all(
    all.map(async ({ container, message }) => {
      const [[output]] = await Promise.all([once(container, 'output'), container.work(message, 1)]);
      return output;
    }),
  );
  for (const { data, metadata } of outputs) {
    assert.deepEqual([data.type, metadata.recordUid], ['contact', data.id]);
    assert.deepEqual(data, outputs[0].data);
  }
}

/** Progress goes to stderr, so that stdout holds nothing but the result. */
function progress(what: string, rounds: number): (round: number) => void {
  return (round) => console.error(`${what}: ${round} of ${rounds}`);
}

async function bench(options: Options, bounds: Bounds): Promise<void> {
  const server = fork(path.join(__dirname, 'server.js'));
  let all: Contestant[] = [];
  const close = async () => {
    await Promise.all(all.map(({ container }) => container.close()));
    if (server.connected) server.disconnect();
  };
  // RabbitMQ would keep our queues.
  void interruption()
    .then(close)
    .finally(() => process.exit(130));
  try {
    const { port }: { port: number } = (await once(server, 'message'))[0];
    all = await contestants(`http://127.0.0.1:${port}`, options);
    const quota = openQuota(SHARE);
    const measured = await measure(all, options, quota);
    const broker = process.env.AMQP_URI ? 'RabbitMQ' : 'the embedded broker, inside each measured process';
    console.log(`Node ${process.version}, ferryman over ${broker}, prefetch 1, quota by ${quota.by}`);
    console.log(
      `${options.rounds} rounds of a start and of ${options.messages} messages, and ${options.held} of a start under the quota; medians`,
    );
    console.log(table(measured));
    conclude(aimsOf(measured, bounds));
  } finally {
    await close();
  }
}

program
  .name('npm run bench --')
  .description('Compares retrieveContact with a no-op, bare axios and swagger-client, all run by ferryman.')
  .option('--quick', 'without swagger-client, fewer and shorter rounds, and wider aims, for CI')
  .option('--nagle', 'also bare axios over the connection as ferryman leaves it')
  .option('--rounds <number>', 'how often each function is measured', Number)
  .option('--held <number>', 'how often each starts under a quota of a tenth of a core', Number)
  .option('--messages <number>', 'messages in a round', Number)
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; without it the broker is inside each measured process.')
  .parse();
const { quick, ...given } = program.opts<Partial<Options> & { quick?: true }>();

bench({ ...(quick ? QUICK : FULL), ...given }, quick ? QUICK_AIMS : AIMS).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
