import { IntercomError } from '../intercom/errors';
import type { Metadata, TaskExec } from './types';

/** What leaves a step. Ferryman writes into it, so it is made anew for each emission (2.4.7, lib/emitter.js). */
export interface OutgoingMessage {
  data: object;
  metadata: Metadata;
  attachments?: Record<string, unknown>;
}

/** A message that the platform would refuse: ferryman's limit is 10,485,760 bytes of JSON. */
export class MessageTooLargeError extends IntercomError {}

/** Ferryman has reported the failure and rejected the message already; all that is left is to stop. */
export class PublishFailedError extends IntercomError {}

const LARGEST_MESSAGE = 10_485_760;
/** Below this no measuring is needed: a UTF-16 unit is at most 3 bytes of UTF-8, and metadata is small. */
const SURELY_SMALL = LARGEST_MESSAGE / 4;
/** Messages on their way at once. Half of them are waited for, so that the broker is busy with the others meanwhile. */
const WINDOW = 100;
/** Characters on their way at once, so that a window of large messages stays small in memory. */
const WINDOW_SIZE = 8_000_000;

interface Pending {
  sent: Promise<unknown>;
  /** Characters, or bytes where they were counted. */
  size: number;
}

/**
 * Publishes messages in a window: the broker's confirmations are awaited for half of it at a time, not for each message,
 * and the order is kept. Call `flush` before anything that must come after the messages, and at the end.
 */
export class Emission {
  private readonly pending: Pending[] = [];
  private pendingSize = 0;
  private failure: PromiseRejectedResult | undefined;
  /** Messages confirmed or on their way. */
  count = 0;

  constructor(
    private readonly step: TaskExec,
    /** Counts what was handed over. */
    private readonly tally?: { messages: number },
  ) {}

  /**
   * Hands a message over; waits only when a window is full. `answer` tells of the answer that its record came in, where
   * there is one: what the whole answer holds bounds each record of it, and saves measuring. Throws
   * MessageTooLargeError before anything of it is sent, and PublishFailedError.
   */
  async emit(message: OutgoingMessage, answer?: { size: number; records: number }): Promise<void> {
    const small = answer !== undefined && answer.size < SURELY_SMALL;
    const size = small ? answer.size / Math.max(1, answer.records) : await this.measure(message);
    this.count += 1;
    if (this.tally) this.tally.messages += 1;
    const sent = this.step.emit('data', { ...message });
    // Awaited in flush; this keeps Node from calling it unhandled until then.
    sent.catch(() => {});
    this.pending.push({ sent, size });
    this.pendingSize += size;
    if (this.pending.length >= WINDOW || this.pendingSize >= WINDOW_SIZE) await this.settle(this.pending.length / 2);
  }

  /** Waits until everything handed over is with the broker. Throws PublishFailedError where something ever was not. */
  async flush(): Promise<void> {
    await this.settle(this.pending.length);
  }

  /**
   * Resolves when everything handed over up to now is with the broker, while more is handed over. Throws
   * PublishFailedError where something ever was not.
   */
  confirmed(): Promise<void> {
    return this.outcome(this.pending);
  }

  /** Waits for the oldest so many. */
  private async settle(count: number): Promise<void> {
    const oldest = this.pending.splice(0, Math.ceil(count));
    await this.outcome(oldest).finally(() => {
      for (const { size } of oldest) this.pendingSize -= size;
    });
  }

  private async outcome(messages: readonly Pending[]): Promise<void> {
    const results = await Promise.allSettled(messages.map(({ sent }) => sent));
    this.failure ??= results.find((result) => result.status === 'rejected');
    if (this.failure) throw this.failure.reason;
    // A failed publish does not throw: ferryman reports it, rejects the message and counts (2.4.7, lib/ferryman.js, onData).
    if (this.step.errorCount > 0)
      throw new PublishFailedError('A message could not be published; ferryman has reported it.');
  }

  private async measure(message: OutgoingMessage): Promise<number> {
    // With the headers that ferryman adds before it measures (lib/amqp.js).
    const bytes = Buffer.byteLength(JSON.stringify({ ...message, headers: {} }));
    if (bytes <= LARGEST_MESSAGE) return bytes;
    await this.flush();
    throw new MessageTooLargeError(
      `The result is ${(bytes / 1_048_576).toFixed(1)} MiB and a message holds 10 MiB at most. Ask for less at once: ` +
        "for a list a smaller per_page, or the step's field output set to items.",
    );
  }
}
