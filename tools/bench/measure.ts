import type { Message } from '../oih/message';
import type { Container, Usage } from './container';
import type { Quota } from './quota';

/** A component's function that takes part. */
export interface Contestant {
  name: string;
  container: Container;
  message: Message;
  /** Messages in a round, and before the first round for the JIT compiler. */
  messages: number;
  warmUp: number;
}

/** A round of messages that wait in the queue when it begins. */
export interface Throughput {
  messagesPerSecond: number;
  cpuMsPerMessage: number;
}

/** How a process comes up that has a message waiting: milliseconds from when it was spawned, and what it used up to the first answer. */
export interface StartUp extends Usage {
  listeningMs: number;
  firstAnswerMs: number;
}

/** What each round gave, by contestant. */
export type Rounds<T> = Map<string, T[]>;

/**
 * Measures all contestants in each round, in an order that shifts from round to round, so that what else goes on on
 * the machine hits all alike.
 */
export async function inRounds<T>(
  contestants: readonly Contestant[],
  rounds: number,
  progress: (round: number) => void,
  measure: (contestant: Contestant) => Promise<T>,
): Promise<Rounds<T>> {
  const results: Rounds<T> = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    progress(round + 1);
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      results.get(contestant.name)?.push(await measure(contestant));
    }
  }
  return results;
}

/** The process runs before and after. */
export async function throughput({ container, message, messages }: Contestant): Promise<Throughput> {
  const before = await container.usage();
  const start = performance.now();
  await container.work(message, messages);
  const seconds = (performance.now() - start) / 1000;
  const after = await container.usage();
  return { messagesPerSecond: messages / seconds, cpuMsPerMessage: (after.cpuMs - before.cpuMs) / messages };
}

/** The process runs neither before nor after; a quota holds it from its first line on. */
export async function startUp({ container, message }: Contestant, quota?: Quota): Promise<StartUp> {
  container.give(message);
  let listeningMs = Number.NaN;
  let firstAnswerMs = Number.NaN;
  const completed = container.completed(1);
  const start = performance.now();
  container.once('listening', () => {
    listeningMs = performance.now() - start;
  });
  container.once('output', () => {
    firstAnswerMs = performance.now() - start;
  });
  container.start();
  const release = container.pid === undefined ? undefined : quota?.hold(container.pid);
  await completed;
  const usage = await container.usage();
  await container.stop();
  release?.();
  return { listeningMs, firstAnswerMs, ...usage };
}

/**
 * All of them start at once, each held to the same share of a core, in every round: a start takes ten times as long
 * then, and those that are held leave room for one another.
 */
export async function heldStartUps(
  contestants: readonly Contestant[],
  rounds: number,
  progress: (round: number) => void,
  quota: Quota,
): Promise<Rounds<StartUp>> {
  const results: Rounds<StartUp> = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    progress(round + 1);
    const all = contestants.map(async (one) => results.get(one.name)?.push(await startUp(one, quota)));
    await Promise.all(all);
  }
  return results;
}
