import { InvalidArgumentError, program } from 'commander';
import { interruption } from '../interruption';
import { table } from '../print/table';
import { causeOf, shortened } from './causes';
import { CHAIN, POLL, STEADY } from './flows';
import { type Soaked, soak } from './soak';
import { type Aim, aimsOf } from './verdict';

/** Where RabbitMQ listens unless AMQP_URI names another. */
const RABBITMQ = 'amqp://guest:guest@127.0.0.1:5672';

const MINUTE = 60_000;
/** Of what speaks against an aim, so much is shown. */
const SHOWN = 5;

const WHOLE = { messages: 50_000, minutes: 60, pauseMs: 15_000, faultOneIn: 150 };
/** Everything more often. */
const QUICK = { messages: 3_000, minutes: 1, pauseMs: 1_500, faultOneIn: 8 };

/** As many messages as were asked for, unless the time was bounded instead. */
const WHOLE_DEMANDS = { messages: 1_000, deeds: 2, faults: 100, heap: 500, resident: 1_000 };
/** In its first minute a process still warms up, and how many messages that is depends on the machine. */
const QUICK_DEMANDS = { messages: 300, deeds: 1, faults: 20, heap: 100_000, resident: 400_000 };

interface Options {
  messages?: number;
  minutes?: number;
  seed: number;
  quick?: true;
}

async function main(): Promise<void> {
  const { quick, seed, ...given } = program
    .name('npm run soak --')
    .description('Runs flows over RabbitMQ while everything around them fails, and asks what became of each message.')
    .option('--messages <number>', `messages for the steps (${WHOLE.messages})`, number)
    .option('--minutes <number>', `no new messages after so many minutes (${WHOLE.minutes})`, number)
    .option('--seed <number>', 'what breaks in which order', number, 1)
    .option('--quick', `${QUICK.messages} messages and a minute at most, for CI`)
    .addHelpText('after', `\nAMQP_URI names a RabbitMQ (${RABBITMQ}).`)
    .parse()
    .opts<Options>();
  const { messages, minutes, pauseMs, faultOneIn } = { ...(quick ? QUICK : WHOLE), ...given };
  let isEnough = false;
  void interruption().then(() => {
    isEnough = true;
    console.error('No new messages; what is under way comes to its end. Ctrl-C once more ends it now.');
  });
  const soaked = await soak({
    amqpUri: process.env.AMQP_URI || RABBITMQ,
    messages,
    feedMs: minutes * MINUTE,
    settleMs: quick ? MINUTE : 10 * MINUTE,
    pauseMs,
    faultOneIn,
    seed,
    isEnough: () => isEnough,
    progress: (line) => console.error(line),
  });
  const whole = given.minutes === undefined ? { ...WHOLE_DEMANDS, messages } : WHOLE_DEMANDS;
  const aims = aimsOf(soaked, quick ? QUICK_DEMANDS : whole);
  console.log(
    `\nNode ${process.version}, seed ${seed}, ${soaked.seconds.toFixed(0)} s, ${soaked.ledger.given} messages`,
  );
  console.log(outcomes(soaked));
  console.log(causes(soaked));
  console.log(broken(soaked));
  console.log(aimTable(aims));
  if (aims.some(({ against }) => against.length > 0)) process.exitCode = 1;
}

/** How the messages of each step ended. */
function outcomes({ ledger, polls, account, memory }: Soaked): string {
  const head = [
    'step',
    'given',
    'emitted',
    'of them after a rebound',
    'twice',
    'reported',
    'report lost',
    'gone',
    'processes ended',
    'most MB',
  ];
  const rows = [...CHAIN, STEADY].map((step) => {
    const { given, emitted, afterRebound, twice, reported, reportLost, gone, open } = ledger.account(step);
    const failed = [...reported.values()].reduce((all, times) => all + times, 0);
    const lost = gone.length + open.length;
    return [
      step,
      given,
      emitted,
      afterRebound,
      twice,
      failed,
      reportLost,
      lost,
      ledger.endsOf(step),
      mb(memory.peak(step)),
    ];
  });
  const { runs, emitted, repeated, unexplained, reported } = polls.account(account, ledger);
  const failed = [...reported.values()].reduce((all, times) => all + times, 0);
  const again = repeated + unexplained.length;
  rows.push([
    POLL,
    `${runs} runs`,
    `${emitted} records`,
    '',
    again,
    failed,
    '',
    '',
    ledger.endsOf(POLL),
    mb(memory.peak(POLL)),
  ]);
  return table(head, rows);
}

/** Why messages were reported or rebounded. */
function causes({ ledger, polls, account }: Soaked): string {
  const rows: (string | number)[][] = [];
  const add = (step: string, what: string, counts: Map<string, number>, told: (reason: string) => string) => {
    const sums = new Map<string, number>();
    for (const [reason, times] of counts) sums.set(told(reason), (sums.get(told(reason)) ?? 0) + times);
    for (const [reason, times] of sums) rows.push([step, what, times, reason]);
  };
  for (const step of [...CHAIN, STEADY]) {
    const { reported, rebounds } = ledger.account(step);
    add(step, 'reported', reported, (error) => causeOf(step, error) ?? `NOT EXPLAINED: ${shortened(error)}`);
    add(step, 'rebounded', rebounds, shortened);
  }
  add(
    POLL,
    'reported',
    polls.account(account, ledger).reported,
    (error) => causeOf(POLL, error) ?? `NOT EXPLAINED: ${shortened(error)}`,
  );
  return table(['step', 'outcome', 'times', 'cause'], rows, [9, 12, 8, 100]);
}

/** What was broken, how often. */
function broken({ deeds, account }: Soaked): string {
  const rows = [...deeds, ...Object.entries(account.faults)];
  return table([`what went wrong, ${account.requests} requests`, 'times'], rows);
}

function aimTable(aims: readonly Aim[]): string {
  const rows = aims.map(({ what, against, note = '' }) => {
    if (against.length === 0) return [what, 'met', note];
    const more = against.length > SHOWN ? [`and ${against.length - SHOWN} more`] : [];
    return [what, `MISSED ${against.length}`, [note, ...against.slice(0, SHOWN), ...more].filter(Boolean).join('\n')];
  });
  return table(['aim', '', ''], rows);
}

function mb(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('A number above 0.');
  return value;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
