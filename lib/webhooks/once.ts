import { createHash } from 'node:crypto';
import { isObject } from '../intercom/answer';
import { saveSnapshot } from '../oih/snapshot';
import type { StepRun } from '../oih/step';

/**
 * Notifications that a step remembers. Intercom repeats one that was not answered after a minute: enough for 33 a second.
 * As a state about 28 kB.
 */
export const MOST_REMEMBERED = 2_000;
/**
 * What a process remembers by itself, of all steps: a container can serve all flows. Beyond that, the step that was quiet
 * longest is forgotten; what it stored is known all the same.
 */
const MOST_IDS = 50 * MOST_REMEMBERED;
const MOST_STEPS = 1_000;
/** Milliseconds after which a step may store its state once more, and how often in a row: ferryman lets 20 out in a second. */
const SAVE_EVERY = 1_000;
const MOST_SAVES = 5;

/** What a step stores: digests of the ids of notifications, the oldest first. */
interface State {
  v: 1;
  seen: string[];
}

/** What this process knows of a step. */
interface Memory {
  seen: Set<string>;
  /** How often the state may be stored at once, as it was then (milliseconds since 1970). */
  saves: number;
  countedAt: number;
  /** Deliveries in work. */
  underWay: Map<string, Promise<void>>;
}

/** Keyed by flow and step, and bounded. */
const memories = new Map<string, Memory>();

/**
 * Does the work unless it was done for this notification before, and remembers it once it is done; returns whether it
 * was done now. The process's own memory tells, and the stored state, which another process may have written: a run
 * can get a state that is older than the last run's (the platform stores it in the background). The state is stored once a
 * second, and five times in a row after a pause, since ferryman lets few out; a process that dies amid more than that
 * forgets what came after the last of them.
 */
export async function once(run: StepRun, notificationId: string, work: () => Promise<void>): Promise<boolean> {
  const memory = memoryOf(run);
  const id = createHash('sha256').update(notificationId).digest('base64url').slice(0, 11);
  const stored = stateOf(run).seen;
  addOlder(memory, stored);
  // With a prefetch above 1, two deliveries can be in work at once: the second one waits for what becomes of the first.
  for (let other = memory.underWay.get(id); other; other = memory.underWay.get(id)) await other.catch(() => {});
  if (memory.seen.has(id) || stored.includes(id)) return false;
  const done = work();
  memory.underWay.set(id, done);
  try {
    await done;
  } finally {
    memory.underWay.delete(id);
  }
  memory.seen.add(id);
  forgetOldest(memory);
  if (maySave(memory)) await saveSnapshot(run, { v: 1, seen: [...memory.seen] } satisfies State);
  return true;
}

/** What was stored is older than what this process has seen since: behind that it would push out what is newer. */
function addOlder(memory: Memory, stored: readonly string[]): void {
  if (memory.seen.size >= MOST_REMEMBERED) return;
  const older = stored.filter((one) => !memory.seen.has(one));
  if (older.length > 0) memory.seen = new Set([...older, ...memory.seen]);
}

/** The newest MOST_REMEMBERED are kept. */
function forgetOldest({ seen }: Memory): void {
  for (const oldest of seen) {
    if (seen.size <= MOST_REMEMBERED) return;
    seen.delete(oldest);
  }
}

function maySave(memory: Memory, now = Date.now()): boolean {
  // A clock that was set back must not keep the state from being stored.
  const earned = now < memory.countedAt ? MOST_SAVES : (now - memory.countedAt) / SAVE_EVERY;
  memory.saves = Math.min(MOST_SAVES, memory.saves + earned);
  memory.countedAt = now;
  if (memory.saves < 1) return false;
  memory.saves -= 1;
  return true;
}

function memoryOf({ tokenData }: StepRun): Memory {
  const key = JSON.stringify([tokenData.flowId, tokenData.stepId]);
  const memory = memories.get(key) ?? { seen: new Set(), saves: MOST_SAVES, countedAt: 0, underWay: new Map() };
  memories.delete(key);
  memories.set(key, memory);
  let ids = 0;
  for (const { seen } of memories.values()) ids += seen.size;
  for (const [quietest, { seen }] of memories) {
    if (quietest === key || (ids <= MOST_IDS && memories.size <= MOST_STEPS)) break;
    memories.delete(quietest);
    ids -= seen.size;
  }
  return memory;
}

/** The stored state; nothing where it is no such state. What it forgets may come twice, and that must not stop a flow. */
function stateOf({ snapshot }: StepRun): State {
  const seen = isObject(snapshot) && snapshot.v === 1 && Array.isArray(snapshot.seen) ? snapshot.seen : [];
  return { v: 1, seen: seen.filter((id) => typeof id === 'string') };
}
