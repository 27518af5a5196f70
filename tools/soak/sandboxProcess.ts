import { fork } from 'node:child_process';
import { startSandbox } from '../sandbox';
import type { ActiveFault, Fault } from '../sandbox/faults';
import { told } from '../told';

/** A sandbox in a process of its own, whose answers go wrong at random. */
export interface SandboxProcess {
  readonly url: string;
  readonly token: string;
  /** Whether every answer is a 503 until it is told otherwise. */
  outage(on: boolean): void;
  /** No more faults. */
  calm(): void;
  /** What became of it all. */
  account(): Promise<Account>;
  close(): void;
}

/** What the workspace holds in the end, and what was asked of it. */
export interface Account {
  contacts: { id: string; external_id: string | null; updated_at: number; notes: number }[];
  /** How many notes there are with this text. */
  notes: Record<string, number>;
  /** When each POST of a note arrived that was not refused with a 429, by its text; milliseconds since 1970. */
  posts: Record<string, number[]>;
  requests: number;
  /** How many requests each kind of fault hit. */
  faults: Record<string, number>;
}

/** What goes wrong, and how often. A limit for longer than the component waits makes the message come back later. */
const FAULTS: readonly [what: string, fault: Fault, probability: number][] = [
  ['429, try again in 1 s', { kind: 'rateLimit', retryAfter: 1 }, 0.01],
  ['429, try again in 60 s', { kind: 'rateLimit', retryAfter: 60 }, 0.01],
  ['500', { kind: 'status', status: 500 }, 0.005],
  ['502 in HTML', { kind: 'status', status: 502, html: true }, 0.005],
  ['503 although it acted', { kind: 'status', status: 503, acts: true }, 0.005],
  ['reset before it acted', { kind: 'reset', at: 'answer' }, 0.005],
  ['reset after it acted', { kind: 'reset', at: 'answer', acts: true }, 0.005],
  ['reset amid the body', { kind: 'reset', at: 'body' }, 0.005],
  ['broken JSON', { kind: 'brokenJson' }, 0.005],
  ['slow body', { kind: 'slowBody', ms: 300 }, 0.01],
  ['slow answer', { kind: 'latency', ms: 100 }, 0.01],
];

type Order = { outage: boolean } | 'calm' | 'account';
type Told = { url: string; token: string } | Account;

/** Starts it with these contacts; `seed` decides which requests meet which fault. */
export async function startSandboxProcess(seed: number, contacts: number): Promise<SandboxProcess> {
  const child = fork(__filename, [String(seed), String(contacts)]);
  const started = await told<Told>(child);
  if (!('url' in started)) throw new Error('The sandbox did not start');
  const order = (what: Order) => child.connected && child.send(what);
  return {
    ...started,
    outage: (on) => void order({ outage: on }),
    calm: () => void order('calm'),
    async account() {
      const answer = told<Told>(child);
      order('account');
      const account = await answer;
      if (!('posts' in account)) throw new Error('The sandbox gave no account');
      return account;
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}

async function serve(seed: number, contacts: number): Promise<void> {
  // Enough for all steps on a quick machine in most windows, so that the limiter is met now and then.
  const sandbox = await startSandbox({ seed: { contacts }, rateLimit: { limit: 4_000, windowSeconds: 10 } });
  sandbox.faults.seed(seed);
  const active = FAULTS.map(([what, fault, probability]) => ({ what, on: sandbox.faults.add(fault, { probability }) }));
  let outage: ActiveFault | undefined;
  const posts: Record<string, number[]> = {};
  const answer = sandbox.answer.bind(sandbox);
  sandbox.answer = async (request) => {
    const at = Date.now();
    const answered = await answer(request);
    if (request.method === 'POST' && /\/notes$/.test(new URL(request.url).pathname) && answered.status !== 429) {
      const { body }: { body: string } = JSON.parse(request.body ?? '{}');
      posts[body] = [...(posts[body] ?? []), at];
    }
    return answered;
  };
  process.on('message', (order: Order) => {
    if (order === 'calm') sandbox.faults.clear();
    else if (order !== 'account') {
      outage?.remove();
      outage = order.outage ? sandbox.faults.add({ kind: 'status', status: 503 }) : undefined;
    } else {
      const { workspace } = sandbox;
      const all = [...workspace.contacts.all.values()];
      const notes: Record<string, number> = {};
      for (const id of all.flatMap((contact) => contact.notes)) {
        const text = workspace.notes.get(id).body.replace(/<\/?p>/g, '');
        notes[text] = (notes[text] ?? 0) + 1;
      }
      process.send?.({
        contacts: all.map(({ id, external_id = null, updated_at, notes: { length } }) => ({
          id,
          external_id,
          updated_at,
          notes: length,
        })),
        notes,
        posts,
        requests: sandbox.requests.count(),
        faults: Object.fromEntries(active.map(({ what, on }) => [what, on.hits])),
      } satisfies Told);
    }
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ url: sandbox.url, token: sandbox.token } satisfies Told);
}

if (require.main === module) void serve(Number(process.argv[2]), Number(process.argv[3]));
