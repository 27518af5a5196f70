import { fork } from 'node:child_process';
import { startSandbox } from '../../sandbox';
import type { SandboxAnswer } from '../../sandbox/fakeIntercom';
import { told } from '../../told';

/** A sandbox in a process of its own, so that its work is not the measured one's. */
export interface SandboxProcess {
  readonly url: string;
  readonly token: string;
  /** How many calls came since it was asked last. */
  calls(): Promise<number>;
  close(): void;
}

/** What the process tells us. */
type Told = { url: string; token: string } | { calls: number };

/**
 * Starts a sandbox with so many contacts; it knows no rate limit that the benchmark could meet. What it answered once it
 * keeps, since Intercom does its work on other machines, and here that would slow down what is measured.
 */
export async function startSandboxProcess(contacts: number): Promise<SandboxProcess> {
  const child = fork(__filename, [String(contacts)]);
  const started = await told<Told>(child);
  if (!('url' in started)) throw new Error('The sandbox did not start');
  return {
    ...started,
    async calls() {
      const answer = told<Told>(child);
      child.send('calls');
      const counted = await answer;
      return 'calls' in counted ? counted.calls : Number.NaN;
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}

async function serve(contacts: number): Promise<void> {
  const sandbox = await startSandbox({
    seed: { contacts },
    rateLimit: { limit: 1_000_000, windowSeconds: 10 },
  });
  let calls = 0;
  const kept = new Map<string, SandboxAnswer>();
  const answer = sandbox.answer.bind(sandbox);
  sandbox.answer = async (request) => {
    calls += 1;
    const { method, url, body } = request;
    const asked = `${method} ${url} ${body}`;
    const before = kept.get(asked);
    if (before) return { ...before, headers: { ...before.headers, Date: new Date().toUTCString() } };
    const answered = await answer(request);
    if (typeof answered.body === 'string') kept.set(asked, { ...answered, body: Buffer.from(answered.body) });
    return answered;
  };
  process.on('message', () => {
    process.send?.({ calls } satisfies Told);
    calls = 0;
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ url: sandbox.url, token: sandbox.token } satisfies Told);
}

if (require.main === module) void serve(Number(process.argv[2]));
