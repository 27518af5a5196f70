import { createHash } from 'node:crypto';
import { isObject } from '../intercom/answer';
import type { Input } from '../intercom/operation';
import { freshSnapshot, saveSnapshot } from '../oih/snapshot';
import type { StepRun } from '../oih/step';

/** A job that a message began. */
interface Job {
  id: string;
  /** UNIX seconds. */
  at: number;
  /** Hash of the input that it was begun with. */
  input: string;
  /** Id of the message when the step saw it last, where the platform gives it one. */
  message?: string;
}

/** The step's snapshot. */
interface Remembered {
  v: 1;
  jobs: Job[];
}

/**
 * Seconds after which a job is forgotten. Ferryman brings a message back 20 times within three hours (2.4.7,
 * lib/amqp.js, sendRebound); a later message with the same input means another job.
 */
const FORGOTTEN_AFTER = 6 * 3_600;
const MOST_JOBS = 20;

/**
 * The job that a message began, in the step's snapshot, so that the message finds it again after a rebound or after its
 * process was killed. A redelivered message has the id that it had, a rebounded one has it as its parent's (ferryman
 * 2.4.7, lib/ferryman.js, outgoingMessageHeaders); where ids are missing, the same input will do. Other messages' jobs
 * stay as they are: the state is read anew before each write.
 */
export class JobMemory {
  private readonly input: string;
  private readonly messageId: string | undefined;
  private readonly parentId: string | undefined;
  private job: Job | undefined;

  constructor(
    private readonly run: StepRun,
    input: Input,
  ) {
    this.input = createHash('sha256').update(JSON.stringify(input)).digest('base64url').slice(0, 22);
    const { messageId, parentMessageId } = isObject(run.headers) ? run.headers : {};
    this.messageId = typeof messageId === 'string' ? messageId : undefined;
    this.parentId = typeof parentMessageId === 'string' ? parentMessageId : undefined;
  }

  /** The job's id; undefined where this message has begun none. Throws StateUnavailableError. */
  async get(): Promise<string | undefined> {
    const jobs = readJobs(await freshSnapshot(this.run));
    const found = jobs.find(({ message, input }) =>
      message === undefined || this.messageId === undefined
        ? input === this.input
        : message === this.messageId || message === this.parentId,
    );
    if (found) await this.remember(found.id, found.at);
    return found?.id;
  }

  /** Remembers the job. Resolves when the broker has it. */
  async set(id: string): Promise<void> {
    await this.remember(id, nowInSeconds());
  }

  /** Forgets the job, once its file is with the platform or will never be. */
  async forget(): Promise<void> {
    if (this.job) await this.save([]);
  }

  private async remember(id: string, at: number): Promise<void> {
    const { input, messageId } = this;
    this.job = { id, at, input, ...(messageId !== undefined && { message: messageId }) };
    await this.save([this.job]);
  }

  /** Puts these into the place of this message's job. */
  private async save(own: Job[]): Promise<void> {
    // What ferryman handed over is nearly as good where the service fails now.
    const stored = await freshSnapshot(this.run).catch(() => this.run.snapshot);
    const others = readJobs(stored).filter(({ id }) => id !== this.job?.id);
    const jobs = [...own, ...others].sort((a, b) => b.at - a.at).slice(0, MOST_JOBS);
    await saveSnapshot(this.run, { v: 1, jobs } satisfies Remembered);
  }
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
    (value.message === undefined || typeof value.message === 'string')
  );
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
