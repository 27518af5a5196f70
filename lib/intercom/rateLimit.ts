import { type Headers, resetDelay, retryAfter } from './retry';

/** How long after a reset the waiting callers spread themselves, so that they do not all call in the same instant. */
const SPREAD_MS = 300;
/** Length of a window, as Intercom's documentation of its rate limits gives it. */
const WINDOW_MS = 10_000;
/** Pause of a caller who waits for the answers of calls that are on their way, since those tell what is left. */
const LOOK_AGAIN_MS = 100;
/** While so many calls are left, even a caller with a tiny share may have one on its way. */
const PLENTY = 8;
/** Part of its share that a caller uses while others draw on the budget: what an answer tells is old by the way it came. */
const CAUTION = 0.7;
/** Pause after a refusal that does not say when the window ends. */
const BLIND_MS = 1_000;

/**
 * What the answers said of one credential's budget. Intercom deals out a minute's budget in windows of ten seconds and
 * tells in each answer what is left of this one (X-RateLimit-Remaining, -Reset); both can be absent.
 *
 * Others draw on the same budget: further containers of this component, and other apps of the workspace. None knows what
 * the others have on their way, so each keeps on its way only its share of what is left, and its share is what it has
 * used of all that was used. Shares add up to one, so the last calls of a window are not sent twice; `npm run
 * bench:limits` shows it. Every `reserve` that returned 0 is followed by one `answered` or `unanswered`.
 */
export class RateLimiter {
  /** Calls in a window, never fewer than one: none would go out to learn better. Undefined while nobody has told. */
  private limit: number | undefined;
  /** The lowest count of calls left that an answer of this window told. */
  private lowest: number | undefined;
  /** Milliseconds, by this machine's clock; 0 while nobody has told. */
  private resetAt = 0;
  private inFlight = 0;
  /** Our calls that were answered in this window. */
  private own = 0;
  private before = { own: 0, used: 0 };
  /** After a refusal that told nothing, or not how much a window holds: one call at a time, until one passes. */
  private probing = false;

  /** Takes one call from the budget and returns 0, or returns the milliseconds to wait before asking again. */
  reserve(now = Date.now(), random = Math.random): number {
    if (this.resetAt > 0 && now >= this.resetAt) this.turn(now);
    if (this.free >= 1) {
      this.inFlight += 1;
      return 0;
    }
    const untilReset = Math.max(1, this.resetAt - now) + random() * SPREAD_MS;
    return this.inFlight > 0 ? Math.min(untilReset, LOOK_AGAIN_MS * (0.5 + random())) : untilReset;
  }

  /** Learns from an answer. A late one of the window before knows nothing of this one. */
  answered(headers: Headers, refused = false, now = Date.now()): void {
    this.inFlight = Math.max(0, this.inFlight - 1);
    const remaining = remainingOf(headers);
    const delay = resetDelay(headers, now);
    const told = remaining !== undefined && delay !== undefined;
    // Whole seconds in the headers and the way here make this up to a few seconds late, never early.
    const resetAt = now + (delay ?? 0);
    const sameWindow = Math.abs(resetAt - this.resetAt) < WINDOW_MS / 2;
    if (told && !sameWindow) {
      if (now < this.resetAt && resetAt < this.resetAt) return;
      this.turn(now);
    }
    if (!refused) this.own += 1;
    if (told) {
      this.lowest = Math.min(this.lowest ?? remaining, remaining);
      this.resetAt = sameWindow ? Math.min(this.resetAt, resetAt) : resetAt;
      const seen = Math.max(this.limit ?? 0, remaining + this.own);
      this.limit = limitOf(headers) ?? (seen >= 1 ? seen : undefined);
    } else if (refused) {
      this.lowest = 0;
      this.resetAt = now + (retryAfter(headers, now) ?? BLIND_MS);
    }
    this.probing = refused && (!told || this.limit === undefined);
  }

  /** For a call that nobody answered. */
  unanswered(): void {
    this.inFlight = Math.max(0, this.inFlight - 1);
  }

  /** Calls left in this window, where that is known. */
  get left(): number | undefined {
    return this.lowest ?? this.limit;
  }

  /** Calls that may be sent now. */
  private get free(): number {
    const { left } = this;
    if (this.probing && this.lowest === undefined) return 1 - this.inFlight;
    if (left === undefined) return Number.POSITIVE_INFINITY;
    const least = left >= PLENTY || (left >= 1 && this.own === 0) ? 1 : 0;
    return Math.max(least, Math.floor(left * this.share(left))) - this.inFlight;
  }

  private share(left: number): number {
    const own = this.before.own + this.own;
    const used = this.before.used + (this.limit ?? left) - left;
    return used > own ? (CAUTION * own) / used : 1;
  }

  /** A new window begins: its budget is whole, and lasts as long as the one before. */
  private turn(now: number): void {
    const { left = 0, limit = left } = this;
    this.before = { own: this.own, used: limit - left };
    this.own = 0;
    this.lowest = undefined;
    const windows = Math.floor((now - this.resetAt) / WINDOW_MS) + 1;
    this.resetAt += windows * WINDOW_MS;
  }
}

function limitOf(headers: Headers): number | undefined {
  const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN);
  return limit >= 1 ? limit : undefined;
}

function remainingOf(headers: Headers): number | undefined {
  const text = headers['x-ratelimit-remaining'];
  const remaining = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(remaining) ? Math.max(0, remaining) : undefined;
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
