import { createHash } from 'node:crypto';
import { isObject } from '../intercom/answer';
import { IntercomError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import { freshSnapshot, StateUnavailableError, saveSnapshot } from '../oih/snapshot';
import type { StepRun } from '../oih/step';
import type { TokenData } from '../oih/types';

/** The job is not done yet, could not begin yet, or has more rows than a run takes; the message comes back and goes on there. */
export class JobPendingError extends IntercomError {
  override readonly retryable = true;
}

/** A job that a message began. */
interface Job {
  id: string;
  /** When the step saw it last, in UNIX seconds. */
  at: number;
  /** Hash of the input that it was begun with. */
  input: string;
  /** Id of the message when the step saw it last, where the platform gives it one. */
  message?: string;
  /** How many rows of its file went out before. */
  rows?: number;
}

/** The step's snapshot. */
interface Remembered {
  v: 1;
  jobs: Job[];
}

/**
 * Seconds after which a job is forgotten. Ferryman brings a message back within ten minutes (2.4.7, lib/amqp.js,
 * sendRebound), or once the broker has a consumer again; a later message with the same input means another job.
 */
const FORGOTTEN_AFTER = 6 * 3_600;
const MOST_JOBS = 20;

/** What this process has done to the jobs of a step: id -> the job, or when it was forgotten, in UNIX seconds. */
type Done = Map<string, Job | number>;

/**
 * A snapshot reaches the service some time after the broker: who reads the state meanwhile does not find what this
 * process has just written. Flow and step -> what it wrote. One process can serve many flows; the oldest go first.
 */
const done = new Map<string, Done>();
const MOST_STEPS = 200;
const MOST_DONE = 100;

/**
 * The job that a message began, in the step's snapshot, so that the message finds it again after a rebound or after its
 * process was killed. A redelivered message has the id that it had, a rebounded one has it as its parent's (ferryman
 * 2.4.7, lib/ferryman.js, outgoingMessageHeaders); where ids are missing, the same input will do. Other messages' jobs
 * stay as they are: the state is read anew before each write, and what this process wrote before is laid over it.
 */
export class JobMemory {
  private readonly input: string;
  private readonly messageId: string | undefined;
  private readonly parentId: string | undefined;
  private readonly own: Done;
  private job: Job | undefined;

  constructor(
    private readonly run: StepRun,
    input: Input,
  ) {
    this.input = createHash('sha256').update(JSON.stringify(input)).digest('base64url').slice(0, 22);
    this.own = doneOf(run.tokenData);
    const { messageId, parentMessageId } = isObject(run.headers) ? run.headers : {};
    this.messageId = typeof messageId === 'string' ? messageId : undefined;
    this.parentId = typeof parentMessageId === 'string' ? parentMessageId : undefined;
  }

  /** The job's id; undefined where this message has begun none. Throws JobPendingError where nobody can tell. */
  async get(): Promise<string | undefined> {
    const stored = await freshSnapshot(this.run).catch((error: unknown) => {
      if (!(error instanceof StateUnavailableError)) throw error;
      throw new JobPendingError("The platform's snapshot service did not tell whether this message has begun a job.");
    });
    const jobs = this.merged(stored);
    const found = jobs.find(({ message, input }) =>
      message === undefined || this.messageId === undefined
        ? input === this.input
        : message === this.messageId || message === this.parentId,
    );
    if (found) await this.set(found.id, found.rows);
    return found?.id;
  }

  /** How many rows of the job's file went out in earlier runs. */
  get rows(): number {
    return this.job?.rows ?? 0;
  }

  /** Remembers the job, and how many rows of its file the broker has. Resolves when the broker has this, too. */
  async set(id: string, rows = 0): Promise<void> {
    const { input, messageId } = this;
    const message = messageId !== undefined && { message: messageId };
    this.job = { id, at: nowInSeconds(), input, ...message, ...(rows > 0 && { rows }) };
    await this.save(this.job.id, this.job);
  }

  /** Forgets the job once the work is done or has failed for good; a message that comes back needs it. */
  async during(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof IntercomError && error.retryable)) await this.forget();
      throw error;
    }
    await this.forget();
  }

  /** Forgets the job, once its file is with the platform or will never be. */
  async forget(): Promise<void> {
    if (this.job) await this.save(this.job.id, nowInSeconds());
  }

  private async save(id: string, state: Job | number): Promise<void> {
    this.own.delete(id);
    this.own.set(id, state);
    shorten(this.own, MOST_DONE);
    // What ferryman handed over is nearly as good where the service fails now.
    const stored = await freshSnapshot(this.run).catch(() => this.run.snapshot);
    const isNewer = (a: Job, b: Job) => Number(b.id === id) - Number(a.id === id) || b.at - a.at;
    const jobs = this.merged(stored).sort(isNewer);
    await saveSnapshot(this.run, { v: 1, jobs: jobs.slice(0, MOST_JOBS) } satisfies Remembered);
  }

  /** The stored jobs, and over them what this process has done since. Where another one saw a job later, that counts. */
  private merged(stored: unknown): Job[] {
    const jobs = new Map(readJobs(stored).map((job) => [job.id, job]));
    for (const [id, state] of this.own) {
      if ((jobs.get(id)?.at ?? 0) > momentOf(state)) continue;
      if (typeof state === 'number') jobs.delete(id);
      else jobs.set(id, state);
    }
    return [...jobs.values()];
  }
}

/** What this process has done to the jobs of a step, without what is long past. */
function doneOf({ flowId, stepId }: TokenData): Done {
  // Without their names, two steps could not be told apart.
  if (!flowId || !stepId) return new Map();
  const key = JSON.stringify([flowId, stepId]);
  const own: Done = done.get(key) ?? new Map();
  const since = nowInSeconds() - FORGOTTEN_AFTER;
  for (const [id, state] of own) if (momentOf(state) < since) own.delete(id);
  // The one that is used now becomes the newest.
  done.delete(key);
  done.set(key, own);
  shorten(done, MOST_STEPS);
  return own;
}

/** Takes the oldest away until so many are left. */
function shorten(map: Map<string, unknown>, most: number): void {
  for (const [oldest] of map) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

function momentOf(state: Job | number): number {
  return typeof state === 'number' ? state : state.at;
}

function readJobs(snapshot: unknown): Job[] {
  const stored: unknown[] = isObject(snapshot) && Array.isArray(snapshot.jobs) ? snapshot.jobs : [];
  const since = nowInSeconds() - FORGOTTEN_AFTER;
  return stored.filter(isJob).filter(({ at }) => at >= since);
}

function isJob(value: unknown): value is Job {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.at === 'number' &&
    typeof value.input === 'string' &&
    (value.message === undefined || typeof value.message === 'string') &&
    (value.rows === undefined || (Number.isSafeInteger(value.rows) && Number(value.rows) > 0))
  );
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
