/** The workspace's time, in UNIX seconds. Started at a given second it stands still until it is moved; else it follows the real clock. */
export class Clock {
  /** True when time moves only by `advance` and `set`. */
  readonly standing: boolean;
  #seconds: number;

  constructor(start?: number) {
    this.standing = start !== undefined;
    this.#seconds = start ?? 0;
  }

  /** The present second, a whole number. */
  now(): number {
    return Math.floor(this.standing ? this.#seconds : Date.now() / 1000 + this.#seconds);
  }

  /** Moves the clock by so many seconds; a real clock keeps that lead. */
  advance(seconds: number): void {
    this.#seconds += seconds;
  }

  /** Puts the clock to a UNIX second; a real clock runs on from there. */
  set(seconds: number): void {
    this.#seconds = this.standing ? seconds : seconds - Date.now() / 1000;
  }
}
