import assert from 'node:assert/strict';
import fc from 'fast-check';
import { limiterFor, RateLimiter } from '../../lib/intercom/rateLimit';
import type { Headers } from '../../lib/intercom/retry';

/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;
const WINDOW = 10_000;
const never = () => 0;

/** What Intercom says: the window that is open at `now` ends at the next full ten seconds. */
function said(remaining: number, now = NOW, limit = 1_666): Headers {
  const reset = Math.floor(now / WINDOW) * WINDOW + WINDOW;
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset / 1_000),
  };
}

describe('intercom/rateLimit', () => {
  it('lets everything pass while nobody knows', () => {
    const limiter = new RateLimiter();
    for (let call = 0; call < 5_000; call += 1) assert.equal(limiter.reserve(NOW, never), 0);
    assert.equal(limiter.left, undefined);
  });

  it('takes calls from what is left, then says how long to wait', () => {
    const limiter = new RateLimiter();
    limiter.update(said(2), NOW);
    assert.deepEqual([limiter.reserve(NOW, never), limiter.reserve(NOW + 1, never)], [0, 0]);
    assert.equal(limiter.left, 0);
    assert.equal(limiter.reserve(NOW + 4_000, never), 6_000);
  });

  it('spreads the waiting callers after the reset', () => {
    const limiter = new RateLimiter();
    limiter.update(said(0), NOW);
    assert.equal(
      limiter.reserve(NOW, () => 0.5),
      10_150,
    );
    assert.ok(limiter.reserve(NOW, () => 0.999) < 10_300);
  });

  it('lets pass after the reset, when nobody knows yet what the new window holds', () => {
    const limiter = new RateLimiter();
    limiter.update(said(0), NOW);
    assert.notEqual(limiter.reserve(NOW + WINDOW - 1, never), 0);
    assert.equal(limiter.reserve(NOW + WINDOW, never), 0);
    assert.equal(limiter.left, undefined);
  });

  it('believes the lower count of a window: calls on their way are not yet in an older answer', () => {
    const limiter = new RateLimiter();
    limiter.update(said(10), NOW);
    for (let call = 0; call < 5; call += 1) limiter.reserve(NOW, never);
    limiter.update(said(9), NOW + 100);
    assert.equal(limiter.left, 5);
    limiter.update(said(3), NOW + 200);
    assert.equal(limiter.left, 3);
  });

  it('lets no more through than are left, however many ask at once and in whatever order they are answered', () => {
    const limiter = new RateLimiter();
    limiter.update(said(10), NOW);
    const passed = Array.from({ length: 100 }, () => limiter.reserve(NOW, never)).filter((delay) => delay === 0);
    assert.equal(passed.length, 10);
    for (const remaining of [0, 5, 9, 2]) limiter.update(said(remaining), NOW + 50);
    assert.equal(limiter.reserve(NOW + 60, never), WINDOW - 60);
  });

  it('believes the new count when the window has changed', () => {
    const limiter = new RateLimiter();
    limiter.update(said(1), NOW);
    limiter.update(said(1_500, NOW + WINDOW), NOW + WINDOW + 5);
    assert.equal(limiter.left, 1_500);
  });

  it('does not let a late answer of the window before overwrite what is known of this one', () => {
    const limiter = new RateLimiter();
    limiter.update(said(1, NOW + WINDOW), NOW + WINDOW + 5);
    limiter.update(said(0, NOW), NOW + WINDOW + 10);
    assert.equal(limiter.reserve(NOW + WINDOW + 20, never), 0);
    assert.equal(limiter.reserve(NOW + WINDOW + 20, never), WINDOW - 20);
  });

  it('takes two answers whose resets differ by a rounded second for one window', () => {
    const limiter = new RateLimiter();
    limiter.update(said(4), NOW);
    limiter.update({ ...said(9), 'x-ratelimit-reset': String((NOW + WINDOW) / 1_000 - 1) }, NOW);
    assert.equal(limiter.left, 4);
  });

  it('waits no longer than the most exact of these answers says', () => {
    const limiter = new RateLimiter();
    limiter.update({ ...said(4), 'x-ratelimit-reset': String((NOW + WINDOW) / 1_000 + 2) }, NOW);
    limiter.update(said(0), NOW);
    limiter.update({ ...said(0), 'x-ratelimit-reset': String((NOW + WINDOW) / 1_000 + 1) }, NOW);
    assert.equal(limiter.reserve(NOW, never), WINDOW);
  });

  it('ignores an answer that does not tell', () => {
    const limiter = new RateLimiter();
    limiter.update(said(4), NOW);
    limiter.update({}, NOW);
    limiter.update({ 'x-ratelimit-remaining': '900' }, NOW);
    limiter.update({ 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': said(0)['x-ratelimit-reset'] }, NOW);
    limiter.update({ 'x-ratelimit-reset': said(0)['x-ratelimit-reset'] }, NOW);
    assert.equal(limiter.left, 4);
  });

  it('is not put to sleep by a clock that is wrong', () => {
    const limiter = new RateLimiter();
    limiter.update({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 86_400) }, NOW);
    assert.equal(limiter.reserve(NOW, never), 0);
  });

  it('never runs into a 429 that its headers announced, whatever the clocks, the pace and the other callers', () => {
    fc.assert(
      fc.property(
        fc.record({
          limit: fc.integer({ min: 1, max: 20 }),
          skew: fc.integer({ min: -(10 ** 7), max: 10 ** 7 }),
          start: fc.integer({ min: 0, max: WINDOW - 1 }),
          steps: fc.array(
            fc.record({ takes: fc.integer({ min: 0, max: 1_500 }), others: fc.constantFrom(0, 0, 0, 1) }),
            {
              minLength: 20,
              maxLength: 80,
            },
          ),
          random: fc.double({ min: 0, max: 0.999, noNaN: true }),
        }),
        ({ limit, skew, start, steps, random }) => {
          const limiter = new RateLimiter();
          let now = NOW + start;
          let window = Number.NaN;
          let used = 0;
          for (const { takes, others } of steps) {
            for (let delay = 1; delay > 0; now += delay) delay = limiter.reserve(now, () => random);
            const server = now + skew;
            if (Math.floor(server / WINDOW) !== window) used = 0;
            window = Math.floor(server / WINDOW);
            // A neighbour calls after us, so the answer already counts it.
            used += 1;
            assert.ok(used <= limit, 'one call too many');
            used = Math.min(limit, used + others);
            const headers = {
              ...said(limit - used, server, limit),
              date: new Date(server).toUTCString(),
            };
            now += takes;
            limiter.update(headers, now);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  describe('limiterFor', () => {
    const key = (n: number) => `spec-credential-${n}`;

    it('is the same for one credential and another for the next', () => {
      assert.equal(limiterFor(key(1)), limiterFor(key(1)));
      assert.notEqual(limiterFor(key(1)), limiterFor(key(2)));
    });

    it('keeps a thousand credentials and drops the one unused for longest', () => {
      const first = Array.from({ length: 1_000 }, (_, n) => limiterFor(key(1_000 + n)));
      limiterFor(key(1_000));
      limiterFor(key(2_000));
      assert.equal(limiterFor(key(1_000)), first[0]);
      assert.equal(limiterFor(key(1_002)), first[2]);
      assert.notEqual(limiterFor(key(1_001)), first[1]);
    });
  });
});
