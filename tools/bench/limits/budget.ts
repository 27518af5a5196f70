import { Clock } from '../../sandbox/clock';
import { type Allowance, RateLimit } from '../../sandbox/rateLimit';

/** Length of a window of Intercom's rate limit, in milliseconds. */
export const WINDOW_MS = 10_000;

/** Milliseconds: what is sent within one is sent at once. */
export const MOMENT_MS = 10;

const TOKEN = 'bench';

/** What became of the calls of one window. */
export interface Window {
  ours: number;
  others: number;
  refused: number;
  /** Our calls by the moment at which they were sent, refused ones included. */
  moments: number[];
}

/** The sandbox's windows, drawn on by another app of the workspace as well, and what became of each. */
export class Budget {
  readonly windows: Window[] = [];
  readonly #rateLimit: RateLimit;
  readonly #begun = Date.now();

  /**
   * To be made when a window begins. `limit` is the calls in a window, of which the other app uses up `othersShare`,
   * evenly over the window.
   */
  constructor(
    readonly limit: number,
    readonly othersShare = 0,
    headers = true,
  ) {
    this.#rateLimit = new RateLimit({ limit, windowSeconds: WINDOW_MS / 1000, headers }, new Clock());
  }

  /** Counts a call that arrives now, unless the window is spent. */
  take(): Allowance {
    const now = Date.now() - this.#begun;
    const window = this.#windowAt(now);
    const since = now % WINDOW_MS;
    const due = Math.min(Math.floor((this.limit * this.othersShare * since) / WINDOW_MS), this.limit - window.ours);
    this.#rateLimit.spend(TOKEN, due - window.others);
    window.others = due;
    const allowance = this.#rateLimit.take(TOKEN);
    if (allowance.allowed) window.ours += 1;
    else window.refused += 1;
    return allowance;
  }

  /** Notes that a call leaves now; the way to Intercom spreads calls, and that is not our merit. */
  sent(): void {
    const now = Date.now() - this.#begun;
    const { moments } = this.#windowAt(now);
    const moment = Math.floor((now % WINDOW_MS) / MOMENT_MS);
    moments[moment] = (moments[moment] ?? 0) + 1;
  }

  #windowAt(now: number): Window {
    const index = Math.floor(now / WINDOW_MS);
    const window = this.windows[index] ?? { ours: 0, others: 0, refused: 0, moments: [] };
    this.windows[index] = window;
    return window;
  }
}
