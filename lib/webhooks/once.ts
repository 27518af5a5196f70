import { createHash } from 'node:crypto';
import { isObject } from '../intercom/answer';
import { saveSnapshot } from '../oih/snapshot';
import type { StepRun } from '../oih/step';

/**
 * Notifications that a step remembers. Intercom repeats one that was not answered after a minute: enough for 33 a second.
 * As a state about 28 kB.
 */
export const MOST_SEEN = 2_000;
/** Steps that a process remembers by itself: a container can serve all flows. The one that was quiet longest is forgotten. */
const MOST_STEPS = 50;
/** Milliseconds between two stored states of a step. */
const SAVE_EVERY = 1_000;

/** What a step stores: digests of the ids of notifications, the oldest first. */
interface State {
  v: 1;
  seen: string[];
}

/** What this process knows of a step. */
interface Memory {
  seen: Set<string>;
  /** Milliseconds since 1970. */
  savedAt: number;
  /** Deliveries in work. */
  underWay: Map<string, Promise<void>>;
}

/** Keyed by flow and step, and bounded. */
const memories = new Map<string, Memory>();

/**
 * Does the work unless it was done for this notification before, and remembers it once it is done; returns whether it
 * was done now. The process's own memory tells, and the stored state, which another process may have written: a run
 * can get a state that is older than the last run's (the platform stores it in the background). The state is stored at
 * most once a second, since ferryman lets few out; a process that dies forgets what came within that second.
 */
export async function once(run: StepRun, notificationId: string, work: () => Promise<void>): Promise<boolean> {
  const memory = memoryOf(run);
  const id = createHash('sha256').update(notificationId).digest('base64url').slice(0, 11);
  remember(memory, stateOf(run).seen);
  // With a prefetch above 1, two deliveries can be in work at once: the second one waits for what becomes of the first.
  for (let other = memory.underWay.get(id); other; other = memory.underWay.get(id)) await other.catch(() => {});
  if (memory.seen.has(id)) return false;
  const done = work();
  memory.underWay.set(id, done);
  try {
    await done;
  } finally {
    memory.underWay.delete(id);
  }
  remember(memory, [id]);
  const now = Date.now();
  if (now - memory.savedAt >= SAVE_EVERY || now < memory.savedAt) {
    memory.savedAt = now;
    await saveSnapshot(run, { v: 1, seen: [...memory.seen] } satisfies State);
  }
  return true;
}

/** The newest MOST_SEEN are kept. */
function remember({ seen }: Memory, ids: readonly string[]): void {
  for (const id of ids) seen.add(id);
  for (const oldest of seen) {
    if (seen.size <= MOST_SEEN) return;
    seen.delete(oldest);
  }
}

function memoryOf({ tokenData }: StepRun): Memory {
  const key = JSON.stringify([tokenData.flowId, tokenData.stepId]);
  const memory = memories.get(key) ?? { seen: new Set(), savedAt: 0, underWay: new Map() };
  memories.delete(key);
  memories.set(key, memory);
  const [quietest] = memories.keys();
  if (memories.size > MOST_STEPS && quietest !== undefined) memories.delete(quietest);
  return memory;
}

/** The stored state; nothing where it is no such state. What it forgets may come twice, and that must not stop a flow. */
function stateOf({ snapshot }: StepRun): State {
  const seen = isObject(snapshot) && snapshot.v === 1 && Array.isArray(snapshot.seen) ? snapshot.seen : [];
  return { v: 1, seen: seen.filter((id) => typeof id === 'string') };
}
