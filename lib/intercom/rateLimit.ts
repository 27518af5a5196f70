import { type Headers, resetDelay } from './retry';

/** How long after a reset the waiting callers spread themselves, so that they do not all call in the same instant. */
const SPREAD_MS = 300;
/** Length of a window, as Intercom's documentation of its rate limits gives it. */
const WINDOW_MS = 10_000;

/**
 * What the answers said of one credential's budget. Intercom deals out a minute's budget in windows of ten seconds and
 * tells in each answer what is left of this one (X-RateLimit-Remaining, -Reset); both can be absent. What a new window
 * holds is known with its first answer.
 */
export class RateLimiter {
  /** Calls left in the window that ends at `resetAt`; undefined while nobody knows. */
  private remaining: number | undefined;
  /** Milliseconds, by this machine's clock. */
  private resetAt = 0;

  /** Takes one call from the budget and returns 0, or returns the milliseconds to wait before asking again. */
  reserve(now = Date.now(), random = Math.random): number {
    if (now >= this.resetAt) this.remaining = undefined;
    if (this.remaining === undefined) return 0;
    if (this.remaining <= 0) return this.resetAt - now + random() * SPREAD_MS;
    this.remaining -= 1;
    return 0;
  }

  /** Learns from an answer. Several calls may be on their way, so within a window the lower count is the true one. */
  update(headers: Headers, now = Date.now()): void {
    const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
    const delay = resetDelay(headers, now);
    if (!Number.isFinite(remaining) || delay === undefined) return;
    const resetAt = now + delay;
    // Whole seconds in the headers and the way here make this up to a few seconds late, never early.
    const sameWindow = Math.abs(resetAt - this.resetAt) < WINDOW_MS / 2;
    // A late answer of the window before knows nothing of this one.
    if (!sameWindow && now < this.resetAt && resetAt < this.resetAt) return;
    this.remaining = sameWindow && this.remaining !== undefined ? Math.min(this.remaining, remaining) : remaining;
    this.resetAt = sameWindow ? Math.min(this.resetAt, resetAt) : resetAt;
  }

  /** Calls left in this window, where that is known. */
  get left(): number | undefined {
    return this.remaining;
  }
}

const MOST_CREDENTIALS = 1_000;
const limiters = new Map<string, RateLimiter>();

/** The limiter of a credential, the same for every message of this process. The one unused for longest is dropped. */
export function limiterFor(credentialKey: string): RateLimiter {
  const limiter = limiters.get(credentialKey) ?? new RateLimiter();
  limiters.delete(credentialKey);
  limiters.set(credentialKey, limiter);
  if (limiters.size > MOST_CREDENTIALS) {
    const oldest = limiters.keys().next();
    if (!oldest.done) limiters.delete(oldest.value);
  }
  return limiter;
}
