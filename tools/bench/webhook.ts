import { createHmac } from 'node:crypto';
import { program } from 'commander';
import { Emission } from '../../lib/oih/emission';
import { step } from '../../lib/oih/step';
import type { Config, Message, Process, TaskExec } from '../../lib/oih/types';
import { process as conversationCreated } from '../../lib/triggers/conversationCreated';
import { MOST_SEEN } from '../../lib/webhooks/once';
import { table } from '../print/table';
import { startSandbox } from '../sandbox';
import { median } from './statistics';

const SECRET = 'bench-client-secret';
const TOKEN = 'bench-hook-token';

/** What is measured: our own time from the call to its end, with a broker that takes everything at once. */
interface Contestant {
  name: string;
  process: Process;
  config: Config;
  /** What the platform hands over as the stored state. */
  snapshot: unknown;
}

/** The least that a step can do: one message out for each that comes in. */
const noop: Process = step(async (run) => {
  const emission = new Emission(run.step, run.tally);
  await emission.emit({ data: { ...Object(run.message?.data) }, metadata: {} });
  await emission.flush();
});

const FULL = { v: 1, seen: Array.from({ length: MOST_SEEN }, (_, n) => `digest${String(n).padStart(5, '0')}`) };

const CONTESTANTS: Contestant[] = [
  { name: 'a step that does nothing', process: noop, config: {}, snapshot: {} },
  { name: 'token', process: conversationCreated, config: { webhookToken: TOKEN }, snapshot: {} },
  { name: 'signature', process: conversationCreated, config: { clientSecret: SECRET }, snapshot: {} },
  {
    name: 'both, and a full state',
    process: conversationCreated,
    config: { webhookToken: TOKEN, clientSecret: SECRET },
    snapshot: FULL,
  },
];

async function main(): Promise<void> {
  const { quick } = program
    .name('bench:webhook')
    .description('What a webhook trigger does with a notification, in CPU time of our own.')
    .option('--quick', 'fewer rounds')
    .parse()
    .opts<{ quick?: true }>();
  const rounds = quick ? 1 : 5;
  const messages = await notifications(1_000);
  const bytes = Buffer.byteLength(JSON.stringify(messages[0]?.data));
  const times = new Map<string, number[]>(CONTESTANTS.map(({ name }) => [name, []]));
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of CONTESTANTS) {
      const took = await measure(one, messages, `${one.name} ${round}`);
      if (round > 0) times.get(one.name)?.push(...took);
    }
  }
  const base = median(times.get(CONTESTANTS[0]?.name ?? '') ?? []);
  const rows = [...times].map(([name, took]) => [
    name,
    median(took),
    percentile(took, 0.99),
    (median(took) / base).toFixed(1),
  ]);
  console.log(`${rounds} x 1,000 notifications of ${bytes} bytes; microseconds of CPU for each`);
  console.log(table(['trust', 'median', '99th percentile', 'median to nothing'], rows));
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
