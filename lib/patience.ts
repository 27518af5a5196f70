import { setTimeout as pause } from 'node:timers/promises';

/**
 * The most that a step may be told to wait for a job: with the time for what comes after it less than the 30 minutes
 * after which RabbitMQ takes a message back (consumer_timeout).
 */
export const MOST_WAIT_SECONDS = 600;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** Pauses between two looks at a job, which grow from one second to fifteen, up to so many milliseconds in all. */
export class Patience {
  private next = FIRST_PAUSE_MS;

  constructor(private left: number) {}

  /** Resolves after a pause with true, or at once with false where no time is left. */
  async pause(): Promise<boolean> {
    if (this.left <= 0) return false;
    const length = Math.min(this.next, this.left);
    this.left -= length;
    this.next = Math.min(this.next * 2, LONGEST_PAUSE_MS);
    await pause(length);
    return true;
  }
}
