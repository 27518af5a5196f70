import { program } from 'commander';
import { type Aim, aimTable, verdict } from '../aims';
import { estimate, exactly, ratios } from '../statistics';
import { backfill, type Emitter, emissionRate, emitOnly, peakOf } from './backfill';
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
}

const FULL: Options = { contacts: 100_000, memoryRounds: 3, records: 10_000, rounds: 8, conversations: 10_000 };
const QUICK: Options = { contacts: 10_000, memoryRounds: 2, records: 3_000, rounds: 6, conversations: 3_000 };

const FEW_CONTACTS = 1_000;
const PAGE = 150;
/** For a look at the newest first, and a page that is not full. */
const CALLS_BESIDES = 3;
const MB = 1_000_000;

async function callAims(conversations: number): Promise<Aim[]> {
  const { quiet, changed } = await countCalls(conversations);
  return [
    ...[...quiet].map(([trigger, calls]) => ({
      what: `calls of a quiet poll, ${trigger}`,
      ratio: exactly(calls),
      atMost: mostQuietCalls(trigger),
    })),
    {
      what: `calls for ${conversations} changed conversations`,
      ratio: exactly(changed),
      atMost: Math.ceil(conversations / PAGE),
    },
  ];
}

async function memoryAims({ contacts, memoryRounds }: Options): Promise<Aim[]> {
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
      ratio: estimate(calls),
      atMost: Math.ceil(contacts / PAGE) + CALLS_BESIDES,
    },
    {
      what: `MB that its process needs beyond one of ${FEW_CONTACTS} contacts`,
      ratio: estimate(differences),
      atMost: 20,
    },
  ];
}

async function emissionAim({ records, rounds }: Options): Promise<Aim> {
  const sandbox = await startSandboxProcess(records);
  const emitters: Emitter[] = [];
  try {
    emitters.push(await backfill(sandbox, records), await emitOnly(sandbox, records));
    console.error('warm-up');
    for (const emitter of emitters) await emissionRate(emitter);
    const rates = emitters.map((): number[] => []);
    for (let round = 1; round <= rounds; round += 1) {
      console.error(`emission: ${round} of ${rounds}`);
      // In turns, so that what else goes on on the machine hits both alike.
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      for (const one of order) {
        const emitter = emitters[one];
        if (emitter) rates[one]?.push(await emissionRate(emitter));
      }
    }
    const [ours = [], only = []] = rates;
    console.error(`  ${estimate(ours).median.toFixed(0)} and ${estimate(only).median.toFixed(0)} records a second`);
    return {
      what: 'records a second, updatedContacts to a trigger that only emits',
      ratio: estimate(ratios(ours, only)),
      atLeast: 0.8,
    };
  } finally {
    for (const emitter of emitters) await emitter.close();
    sandbox.close();
  }
}

async function bench(options: Options): Promise<void> {
  console.error('calls');
  const aims = [...(await callAims(options.conversations)), ...(await memoryAims(options)), await emissionAim(options)];
  const broker = process.env.AMQP_URI ? 'RabbitMQ' : 'the embedded broker, inside the measured process';
  console.log(`Node ${process.version}, ferryman over ${broker}`);
  console.log(aimTable(aims));
  console.log('From, to: the 95 % confidence interval of the median; an aim is missed when all of it lies beyond.');
  if (aims.some((aim) => verdict(aim) === 'missed')) process.exitCode = 1;
}

program
  .name('npm run bench:polling --')
  .description('Counts the calls of polling triggers and measures the memory and the speed of a backfill.')
  .option('--quick', 'a smaller backfill and fewer rounds, for CI')
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; without it the broker is inside each measured process.')
  .parse();

bench(program.opts<{ quick?: boolean }>().quick ? QUICK : FULL).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
