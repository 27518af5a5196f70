import { createHash } from 'node:crypto';
import { isObject } from '../intercom/answer';
import type { Input } from '../intercom/operation';
import { freshSnapshot, saveSnapshot } from '../oih/snapshot';
import type { StepRun } from '../oih/step';

/** What a step remembers of the jobs that it began: the hash of an input -> the job. */
interface Remembered {
  v: 1;
  jobs: Record<string, { id: string; at: number }>;
}

/**
 * Seconds after which a job is forgotten. Ferryman brings a message back 20 times within three hours (2.4.7,
 * lib/amqp.js, sendRebound); a later message with the same input means another job.
 */
const FORGOTTEN_AFTER = 6 * 3_600;
const MOST_JOBS = 20;

/**
 * The job that a message began, in the step's snapshot: a rebound brings the same message once more, and nothing else
 * that a step could find its job by. Other messages' jobs stay as they are; the state is read anew before each write.
 */
export class JobMemory {
  private readonly key: string;
  private isKnown = false;

  constructor(
    private readonly run: StepRun,
    input: Input,
  ) {
    this.key = createHash('sha256').update(JSON.stringify(input)).digest('base64url').slice(0, 22);
  }

  /** The job's id; undefined where this message has begun none. Throws StateUnavailableError. */
  async get(): Promise<string | undefined> {
    const id = readJobs(await freshSnapshot(this.run))[this.key]?.id;
    this.isKnown = id !== undefined;
    return id;
  }

  /** Remembers the job. Resolves when the broker has it. */
  async set(id: string): Promise<void> {
    this.isKnown = true;
    await this.write({ id, at: nowInSeconds() });
  }

  /** Forgets the job, once its file is with the platform or will never be. */
  async forget(): Promise<void> {
    if (this.isKnown) await this.write(undefined);
  }

  private async write(job: Remembered['jobs'][string] | undefined): Promise<void> {
    // What ferryman handed over is nearly as good where the service fails now.
    const stored = await freshSnapshot(this.run).catch(() => this.run.snapshot);
    const { [this.key]: _, ...others } = readJobs(stored);
    const jobs = { ...others, ...(job && { [this.key]: job }) };
    const newest = Object.entries(jobs)
      .sort(([, a], [, b]) => b.at - a.at)
      .slice(0, MOST_JOBS);
    await saveSnapshot(this.run, { v: 1, jobs: Object.fromEntries(newest) } satisfies Remembered);
  }
}

function readJobs(snapshot: unknown): Remembered['jobs'] {
  const stored = isObject(snapshot) && isObject(snapshot.jobs) ? Object.entries(snapshot.jobs) : [];
  const since = nowInSeconds() - FORGOTTEN_AFTER;
  return Object.fromEntries(
    stored.flatMap(([key, job]) =>
      isObject(job) && typeof job.id === 'string' && typeof job.at === 'number' && job.at >= since
        ? [[key, { id: job.id, at: job.at }]]
        : [],
    ),
  );
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
