import { createHmac } from 'node:crypto';
import { program } from 'commander';
import { Emission } from '../../lib/oih/emission';
import { step } from '../../lib/oih/step';
import type { Config, Message, Process, TaskExec } from '../../lib/oih/types';
import { process as conversationCreated } from '../../lib/triggers/conversationCreated';
import { MOST_REMEMBERED } from '../../lib/webhooks/once';
import { startSandbox } from '../sandbox';
import { type Aim, conclude } from './aims';
import { estimate, median } from './statistics';

const SECRET = 'bench-client-secret';
const TOKEN = 'bench-hook-token';

/** What is measured: our own time from the call to its end, with a broker that takes everything at once. */
interface Contestant {
  name: string;
  process: Process;
  config: Config;
  /** What the platform hands over as the stored state. */
  snapshot: unknown;
  /** Milliseconds of processor time that a notification may take. */
  mostMs?: number;
}

/** Microseconds for a notification: in the middle of a round, and the rare one. */
interface Round {
  median: number;
  rare: number;
}

/** For the quick form: a machine of a CI is rarely quiet, and few rounds do not even that out. */
const SLACK = 4;

/** The least that a step can do: one message out for each that comes in. */
const noop: Process = step(async (run) => {
  const emission = new Emission(run.step, run.tally);
  await emission.emit({ data: { ...Object(run.message?.data) }, metadata: {} });
  await emission.flush();
});

const FULL = { v: 1, seen: Array.from({ length: MOST_REMEMBERED }, (_, n) => `digest${String(n).padStart(5, '0')}`) };

const CONTESTANTS: Contestant[] = [
  { name: 'a step that does nothing', process: noop, config: {}, snapshot: {} },
  { name: 'token', process: conversationCreated, config: { webhookToken: TOKEN }, snapshot: {}, mostMs: 0.1 },
  { name: 'signature', process: conversationCreated, config: { clientSecret: SECRET }, snapshot: {}, mostMs: 0.2 },
  {
    name: 'both, and a full state',
    process: conversationCreated,
    config: { webhookToken: TOKEN, clientSecret: SECRET },
    snapshot: FULL,
    mostMs: 0.5,
  },
];

async function main(): Promise<void> {
  const { quick } = program
    .name('bench:webhook')
    .description('What a webhook trigger does with a notification, in CPU time of our own.')
    .option('--quick', 'fewer and shorter rounds and wider aims, for CI')
    .parse()
    .opts<{ quick?: true }>();
  const rounds = quick ? 6 : 12;
  const messages = await notifications(quick ? 200 : 1_000);
  const bytes = Buffer.byteLength(JSON.stringify(messages[0]?.data));
  const times = new Map<string, Round[]>(CONTESTANTS.map(({ name }) => [name, []]));
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of CONTESTANTS) {
      const took = await measure(one, messages, `${one.name} ${round}`);
      if (round > 0) times.get(one.name)?.push({ median: median(took), rare: percentile(took, 0.99) });
    }
  }
  console.log(`${rounds} x ${messages.length} notifications of ${bytes} bytes; CPU for each`);
  const aims = CONTESTANTS.flatMap(({ name, mostMs }): Aim[] => {
    const took = times.get(name) ?? [];
    const rare = { what: '  99th percentile', measured: estimate(took.map((one) => one.rare)) };
    const middle = { what: `microseconds, ${name}`, measured: estimate(took.map((one) => one.median)) };
    return [{ ...middle, ...(mostMs !== undefined && { atMost: mostMs * 1_000 * (quick ? SLACK : 1) }) }, rare];
  });
  conclude(aims);
}

/** Microseconds of CPU for each message: a clock would count what other processes of the machine did meanwhile. */
async function measure(
  { process: call, config, snapshot }: Contestant,
  messages: Message[],
  stepId: string,
): Promise<number[]> {
  const took: number[] = [];
  let emitted = 0;
  const quiet = () => {};
  const exec: TaskExec = {
    emit: async (event) => {
      if (event === 'data') emitted += 1;
    },
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    errorCount: 0,
  };
  for (const message of messages) {
    const before = cpu();
    await call.call(exec, message, config, snapshot, {}, { flowId: 'bench', stepId });
    took.push(cpu() - before);
  }
  if (emitted !== messages.length) throw new Error(`${emitted} of ${messages.length} notifications were emitted`);
  return took;
}

/** Notifications of a conversation as the sandbox makes them, signed and with the token. */
async function notifications(count: number): Promise<Message[]> {
  const sandbox = await startSandbox({ seed: 'small' });
  const conversation = await fetch(`${sandbox.url}/conversations`, {
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
  const { conversations }: { conversations?: unknown[] } = Object(await conversation.json());
  await sandbox.close();
  return Array.from({ length: count }, (_, n) => {
    const data = {
      type: 'notification_event',
      id: `notif_${n}`,
      topic: 'conversation.user.created',
      app_id: 'a1b2c3d4',
      created_at: 1_767_614_400,
      data: { type: 'notification_event_data', item: conversations?.[0] },
    };
    const signature = createHmac('sha1', SECRET).update(JSON.stringify(data)).digest('hex');
    return {
      data,
      metadata: {},
      method: 'POST',
      query: { token: TOKEN },
      headers: { 'x-hub-signature': `sha1=${signature}` },
    };
  });
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
