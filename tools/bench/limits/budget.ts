/** Length of a window of Intercom's rate limit, in milliseconds. */
export const WINDOW_MS = 10_000;

/** What became of the calls of one window. */
export interface Window {
  ours: number;
  others: number;
  refused: number;
  /** Our calls in each tenth of a second, refused ones included. */
  slots: number[];
}

/** Intercom's side: a workspace's budget of calls, dealt out anew every ten seconds. */
export class Budget {
  readonly windows: Window[] = [];

  constructor(
    /** Calls in a window. */
    readonly limit: number,
    /** Share of each window that another app of the workspace uses up, evenly over the window. */
    private readonly othersShare = 0,
  ) {}

  /** Counts a call that arrives now, unless the window is spent; tells what is left and when the window ends. */
  take(now: number): { allowed: boolean; remaining: number; resetAt: number } {
    const window = this.windowAt(now);
    const since = now % WINDOW_MS;
    window.others = Math.min(Math.floor((this.limit * this.othersShare * since) / WINDOW_MS), this.limit - window.ours);
    const left = this.limit - window.ours - window.others;
    const slot = Math.floor(since / 100);
    window.slots[slot] = (window.slots[slot] ?? 0) + 1;
    if (left > 0) window.ours += 1;
    else window.refused += 1;
    return { allowed: left > 0, remaining: Math.max(0, left - 1), resetAt: now - since + WINDOW_MS };
  }

  private windowAt(now: number): Window {
    const index = Math.floor(now / WINDOW_MS);
    const window = this.windows[index] ?? { ours: 0, others: 0, refused: 0, slots: [] };
    this.windows[index] = window;
    return window;
  }
}
