import type { Clock } from './clock';

/** Calls that a token may make in a window, the window's length in seconds, and what a 429 says. */
export interface RateLimitOptions {
  readonly limit: number;
  readonly windowSeconds: number;
  /** Whether a 429 carries Retry-After (seconds). Intercom's documents do not say, so both are to be tried. Default: no. */
  readonly retryAfter?: boolean;
  /** Whether answers carry the X-RateLimit headers. Default: yes. */
  readonly headers?: boolean;
}

/** What a call finds: whether it may pass, and what to tell its caller. */
export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts calls of each token in fixed windows of the workspace's clock. */
export class RateLimit {
  readonly #used = new Map<string, { window: number; calls: number }>();

  constructor(
    readonly options: RateLimitOptions,
    readonly clock: Clock,
  ) {}

  /** Takes `calls` from the token's window, as another app with the same budget would. */
  spend(token: string, calls: number): void {
    this.#window(token).calls += calls;
  }

  /** Counts one call, unless the window is spent. */
  take(token: string): Allowance {
    const { limit, windowSeconds } = this.options;
    const state = this.#window(token);
    const allowed = state.calls < limit;
    if (allowed) state.calls++;
    const reset = (state.window + 1) * windowSeconds;
    const headers: Record<string, string> = {};
    if (this.options.headers !== false) {
      headers['X-RateLimit-Limit'] = String(limit);
      headers['X-RateLimit-Remaining'] = String(Math.max(0, limit - state.calls));
      headers['X-RateLimit-Reset'] = String(reset);
    }
    if (!allowed && this.options.retryAfter) headers['Retry-After'] = String(Math.max(1, reset - this.clock.now()));
    return { allowed, headers };
  }

  #window(token: string): { window: number; calls: number } {
    const window = Math.floor(this.clock.now() / this.options.windowSeconds);
    let state = this.#used.get(token);
    if (state?.window !== window) {
      state = { window, calls: 0 };
      this.#used.set(token, state);
    }
    return state;
  }
}
