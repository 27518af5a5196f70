import { RateLimiter } from '../../../lib/intercom/rateLimit';
import type { Headers } from '../../../lib/intercom/retry';

/** A way to live with the limit. */
export interface Strategy {
  name: string;
  /** A limiter in the place of ours. */
  Limiter?: new () => RateLimiter;
  /** Milliseconds that a call may wait; the component's own patience when left out. */
  patienceMs?: number;
}

class NoLimiter extends RateLimiter {
  override reserve(): number {
    return 0;
  }
  override answered(): void {}
}

/** What Airbyte's source for Intercom does: a pause of eight seconds after each answer that leaves less than a tenth. */
class FixedPause extends RateLimiter {
  private pauseUntil = 0;

  override reserve(now = Date.now()): number {
    return Math.max(0, this.pauseUntil - now);
  }
  override answered(headers: Headers, _refused: boolean, now = Date.now()): void {
    if (Number(headers['x-ratelimit-remaining']) < Number(headers['x-ratelimit-limit']) / 10) {
      this.pauseUntil = now + 8_000;
    }
  }
}

export const OURS: Strategy = { name: 'ours' };

export const STRATEGIES: readonly Strategy[] = [
  OURS,
  { name: 'no limiter', Limiter: NoLimiter, patienceMs: 0 },
  { name: 'retry only', Limiter: NoLimiter },
  { name: '8 s below 10 %', Limiter: FixedPause },
];
