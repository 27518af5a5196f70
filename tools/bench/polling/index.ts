import { program } from 'commander';
import { type Aim, conclude, counted } from '../aims';
import { estimate, ratios } from '../statistics';
import { backfill, type Emitted, type Emitter, emit, emitOnly, peakOf } from './backfill';
import { countCalls, mostQuietCalls } from './calls';
import { startSandboxProcess } from './sandboxProcess';

interface Options {
  /** Contacts of the long backfill. */
  contacts: number;
  memoryRounds: number;
  /** Records of a round of emission. */
  records: number;
  rounds: number;
  conversations: number;
  /** MB that a backfill may need beyond a small one. */
  most: number;
  /** Share of the speed of a trigger that only emits. */
  least: number;
}

const FULL: Options = {
  contacts: 100_000,
  memoryRounds: 3,
  records: 5_000,
  rounds: 24,
  conversations: 10_000,
  most: 20,
  least: 0.8,
};
/** With slack: a machine of a CI is rarely quiet, and this is too short to even that out. */
const QUICK: Options = {
  contacts: 5_000,
  memoryRounds: 1,
  records: 1_000,
  rounds: 6,
  conversations: 1_500,
  most: 30,
  least: 0.4,
};

const FEW_CONTACTS = 1_000;
const PAGE = 150;
/** For a look at the newest first, and a page that is not full. */
const CALLS_BESIDES = 3;
const MB = 1_000_000;

async function callAims(conversations: number): Promise<Aim[]> {
  const { quiet, changed } = await countCalls(conversations, 'keyset');
  const byPosition = await countCalls(conversations, 'offset');
  return [
    ...[...quiet].map(([trigger, calls]) =>
      counted(`calls of a quiet poll, ${trigger}`, calls, mostQuietCalls(trigger)),
    ),
    counted(`calls for ${conversations} changed conversations`, changed, Math.ceil(conversations / PAGE)),
    counted('  were cursors mere positions', byPosition.changed, 2 * Math.ceil(conversations / PAGE)),
  ];
}

async function memoryAims({ contacts, memoryRounds, most }: Options): Promise<Aim[]> {
  const differences: number[] = [];
  const calls: number[] = [];
  const [few, many] = [await startSandboxProcess(FEW_CONTACTS), await startSandboxProcess(contacts)];
  try {
    for (let round = 1; round <= memoryRounds; round += 1) {
      console.error(`memory: ${round} of ${memoryRounds}`);
      const small = await peakOf(few, FEW_CONTACTS);
      const large = await peakOf(many, contacts);
      console.error(`  peak ${(small.bytes / MB).toFixed(0)} MB and ${(large.bytes / MB).toFixed(0)} MB`);
      differences.push((large.bytes - small.bytes) / MB);
      calls.push(large.calls);
    }
  } finally {
    few.close();
    many.close();
  }
  return [
    {
      what: `calls of a backfill of ${contacts} contacts`,
      measured: estimate(calls),
      atMost: Math.ceil(contacts / PAGE) + CALLS_BESIDES,
    },
    {
      what: `MB that its process needs beyond one of ${FEW_CONTACTS} contacts`,
      measured: estimate(differences),
      atMost: most,
    },
  ];
}

async function emissionAims({ records, rounds, least }: Options): Promise<Aim[]> {
  const sandbox = await startSandboxProcess(records);
  const emitters: Emitter[] = [];
  try {
    emitters.push(await backfill(sandbox, records));
    for (const together of [false, true]) emitters.push(await emitOnly(sandbox, records, together));
    console.error('warm-up');
    for (const emitter of emitters) await emit(emitter);
    const emitted = emitters.map((): Emitted[] => []);
    for (let round = 0; round < rounds; round += 1) {
      console.error(`emission: ${round + 1} of ${rounds}`);
      // In turns, and each of them first in its turn, so that what else goes on on the machine hits all alike.
      for (let turn = 0; turn < emitters.length; turn += 1) {
        const at = (round + turn) % emitters.length;
        const emitter = emitters[at];
        if (emitter) emitted[at]?.push(await emit(emitter));
      }
    }
    const [ours = [], only = [], together = []] = emitted;
    const speeds = emitted.map((all) => estimate(all.map((one) => one.recordsPerSecond)).median.toFixed(0));
    console.error(`  ${speeds.join(', ')} records a second`);
    const compare = (other: Emitted[], pick: (one: Emitted) => number) =>
      estimate(ratios(ours.map(pick), other.map(pick)));
    const speed = (one: Emitted) => one.recordsPerSecond;
    return [
      {
        what: 'records a second, updatedContacts to a trigger that only emits',
        measured: compare(only, speed),
        atLeast: least,
      },
      { what: '  to one that gathers its writes as well', measured: compare(together, speed) },
      {
        what: 'records a processor second, to a trigger that only emits',
        measured: compare(only, (one) => 1 / one.cpuMsPerRecord),
      },
      {
        what: '  to one that gathers its writes as well',
        measured: compare(together, (one) => 1 / one.cpuMsPerRecord),
      },
    ];
  } finally {
    for (const emitter of emitters) await emitter.close();
    sandbox.close();
  }
}

async function bench(options: Options): Promise<void> {
  console.error('calls');
  const aims = [
    ...(await callAims(options.conversations)),
    ...(await memoryAims(options)),
    ...(await emissionAims(options)),
  ];
  const broker = process.env.AMQP_URI ? 'RabbitMQ' : 'the embedded broker, inside the measured process';
  console.log(`Node ${process.version}, ferryman over ${broker}`);
  conclude(aims);
}

program
  .name('npm run bench:polling --')
  .description('Counts the calls of polling triggers and measures the memory and the speed of a backfill.')
  .option('--quick', 'a smaller backfill, fewer rounds and wider aims, for CI')
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; without it the broker is inside each measured process.')
  .parse();

bench(program.opts<{ quick?: boolean }>().quick ? QUICK : FULL).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
