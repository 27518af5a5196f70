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

/** What goes wrong, and how often to each other. A limit for longer than the component waits makes the message come back later. */
const FAULTS: readonly [what: string, fault: Fault, weight: number][] = [
  ['429, try again in 1 s', { kind: 'rateLimit', retryAfter: 1 }, 2],
  ['429, try again in 60 s', { kind: 'rateLimit', retryAfter: 60 }, 2],
  ['500', { kind: 'status', status: 500 }, 1],
  ['502 in HTML', { kind: 'status', status: 502, html: true }, 1],
  ['503 although it acted', { kind: 'status', status: 503, acts: true }, 1],
  ['reset before it acted', { kind: 'reset', at: 'answer' }, 1],
  ['reset after it acted', { kind: 'reset', at: 'answer', acts: true }, 1],
  ['reset amid the body', { kind: 'reset', at: 'body' }, 1],
  ['broken JSON', { kind: 'brokenJson' }, 1],
  ['slow body', { kind: 'slowBody', ms: 300 }, 2],
  ['slow answer', { kind: 'latency', ms: 100 }, 2],
];
const WEIGHTS = FAULTS.reduce((all, [, , weight]) => all + weight, 0);

/** What a sandbox starts with: contacts; which requests meet a fault (`seed`), and one in how many does. */
export interface SandboxSettings {
  seed: number;
  contacts: number;
  faultOneIn: number;
}

type Order = { outage: boolean } | 'calm' | 'account';
type Told = { url: string; token: string } | Account;

export async function startSandboxProcess(settings: SandboxSettings): Promise<SandboxProcess> {
  const child = fork(__filename, [JSON.stringify(settings)]);
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

async function serve({ seed, contacts, faultOneIn }: SandboxSettings): Promise<void> {
  // Enough for all steps on a quick machine in most windows, so that the limiter is met now and then.
  const sandbox = await startSandbox({ seed: { contacts }, rateLimit: { limit: 4_000, windowSeconds: 10 } });
  sandbox.faults.seed(seed);
  const active = FAULTS.map(([what, fault, weight]) => {
    const probability = weight / WEIGHTS / faultOneIn;
    return { what, on: sandbox.faults.add(fault, { probability }) };
  });
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

if (require.main === module) void serve(JSON.parse(process.argv[2] ?? ''));
