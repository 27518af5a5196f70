/** Settles when the last message that asked for room so far is through. Of the process, whose memory all messages share. */
let everyoneBefore: Promise<void> = Promise.resolve();

/**
 * A message's turn to have large answers in memory. One message of a process has it at a time, until its end: what it
 * reads, parses and emits is many times the size of the answers, and a prefetch above 1 has several messages in work.
 */
export class Room {
  private turn: Promise<void> | undefined;
  private end = () => {};

  /** Resolves when the messages that asked earlier are through. Asked again, it is this message's turn still. */
  take(): Promise<void> {
    if (this.turn === undefined) {
      this.turn = everyoneBefore;
      const ended = new Promise<void>((resolve) => {
        this.end = resolve;
      });
      everyoneBefore = this.turn.then(() => ended);
    }
    return this.turn;
  }

  /** The message is through, whether or not its turn ever came. */
  leave(): void {
    this.end();
  }
}
