import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { program } from 'commander';
import { interruption } from '../interruption';
import { type Aim, describe, verdict } from './aims';
import { Container } from './container';
import { writeDescription } from './description';
import { type Contestant, inRounds, type Rounds, startUp, throughput } from './measure';
import { type Measured, table } from './report';
import { estimate, ratios } from './statistics';

const ROOT = path.resolve(__dirname, '../..');
const RUN_GLOBAL = require.resolve('@openintegrationhub/ferryman/runGlobal.js');
const OURS = 'retrieveContact';

interface Measurable {
  name: string;
  function: string;
  folder: string;
  fields?: Record<string, unknown>;
  /** Of the messages of a round; 1 when left out. */
  share?: number;
}
const NO_OP: Measurable = { name: 'noop', function: 'noop', folder: path.join(__dirname, 'components', 'noop') };
const BARE: Measurable = {
  name: 'bareAxios',
  function: 'bareAxios',
  folder: path.join(__dirname, 'components', 'bareAxios'),
};
/** The same without lib/oih/noDelay.ts: so slow that a tenth of the messages will do. */
const NAGLE: Measurable = { ...BARE, name: 'bareAxios, Nagle', fields: { asFerrymanConnects: true }, share: 0.1 };
/** The way of generated components; slow enough that a fifth of the messages will do. */
const SWAGGER: Measurable = {
  name: 'swaggerClient',
  function: 'swaggerClient',
  folder: path.join(__dirname, 'components', 'swaggerClient'),
  share: 0.2,
};
const INTERCOM: Measurable = { name: OURS, function: OURS, folder: ROOT };

const { AMQP_URI } = process.env;
const NOISE =
  'In brackets the 95 % confidence interval of the median over the rounds; an aim is missed when all of it lies beyond.';

interface Options {
  rounds: number;
  /** In a round of one function. */
  messages: number;
  warmUp: number;
  nagle: boolean;
}

/** A queue for each function, and all that its process will need; none is started yet. */
async function contestants(intercomUrl: string, { messages, warmUp, nagle }: Options): Promise<Contestant[]> {
  const descriptionFile = writeDescription(intercomUrl);
  const functions = [NO_OP, BARE, ...(nagle ? [NAGLE] : []), SWAGGER, INTERCOM];
  return Promise.all(
    functions.map(async ({ name, folder, function: called, fields, share = 1 }) => ({
      name,
      message: { data: { contact_id: '65a0c0ffee0000000000a001' }, metadata: {} },
      messages: Math.ceil(messages * share),
      warmUp: Math.ceil(warmUp * share),
      container: await Container.create({
        entrypoint: ['node', RUN_GLOBAL],
        folder,
        function: called,
        fields: { accessToken: 'bench-token', baseUrl: intercomUrl, descriptionFile, ...fields },
        services: { url: intercomUrl },
        amqpUri: AMQP_URI,
        // Ferryman's own throttle, 100 messages a second, would make all alike.
        env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
        measured: true,
      }),
    })),
  );
}

async function measure(all: readonly Contestant[], rounds: number): Promise<Measured> {
  const startUps = await inRounds(all, rounds, progress('start-up', rounds), startUp);
  console.error('warm-up');
  for (const { container } of all) container.start();
  for (const { container, message, warmUp } of all) await container.work(message, warmUp);
  await assertSameWork(all);
  const throughputs = await inRounds(all, rounds, progress('throughput', rounds), throughput);
  const peakBytes = new Map<string, number>();
  for (const { name, container } of all) peakBytes.set(name, (await container.usage()).peakBytes);
  return { startUps, throughputs, peakBytes };
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

function aims({ startUps, throughputs }: Measured): Aim[] {
  const of = <T>(rounds: Rounds<T>, name: string, pick: (round: T) => number) => (rounds.get(name) ?? []).map(pick);
  const compare = <T>(rounds: Rounds<T>, other: string, pick: (round: T) => number) =>
    estimate(ratios(of(rounds, OURS, pick), of(rounds, other, pick)));
  const [noop, bare] = [NO_OP.name, BARE.name];
  return [
    {
      what: `messages a second, ${OURS} to ${bare}`,
      ratio: compare(throughputs, bare, (round) => round.messagesPerSecond),
      atLeast: 0.9,
    },
    {
      what: `time until it listens, ${OURS} to ${noop}`,
      ratio: compare(startUps, noop, (round) => round.listeningMs),
      atMost: 1.15,
    },
    ...[noop, bare].map((other) => ({
      what: `time until the first answer, ${OURS} to ${other}`,
      ratio: compare(startUps, other, (round) => round.firstAnswerMs),
    })),
  ];
}

async function bench(options: Options): Promise<void> {
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
    const measured = await measure(all, options.rounds);
    const broker = AMQP_URI ? 'RabbitMQ' : 'the embedded broker, inside each measured process (AMQP_URI is not set)';
    console.log(`Node ${process.version}, ferryman over ${broker}, prefetch 1`);
    console.log(`${options.rounds} rounds of a start and of ${options.messages} messages for each function; medians\n`);
    console.log(table(measured));
    const checked = aims(measured);
    console.log(['', ...checked.map(describe), '', NOISE].join('\n'));
    if (checked.some((aim) => verdict(aim) === 'missed')) process.exitCode = 1;
  } finally {
    await close();
  }
}

program
  .name('npm run bench --')
  .description('Compares retrieveContact with a no-op and with a bare axios call, all run by ferryman.')
  .option('--quick', 'six short rounds, for CI')
  .option('--nagle', 'also bare axios over the connection as ferryman leaves it')
  .option('--rounds <number>', 'how often each function is measured', Number)
  .option('--messages <number>', 'messages in a round', Number)
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; without it the broker is inside each measured process.')
  .parse();
const { quick, ...given } = program.opts<Partial<Options> & { quick?: boolean }>();
const defaults = quick ? { rounds: 6, messages: 150, warmUp: 300 } : { rounds: 12, messages: 500, warmUp: 500 };

bench({ nagle: false, ...defaults, ...given }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
