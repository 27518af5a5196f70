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

  /** A limiter that has had so many answers of a window, one after the other. */
  function after(answers: readonly number[], limit = answers.length, now = NOW): RateLimiter {
    const limiter = new RateLimiter();
    for (const remaining of answers) {
      limiter.reserve(now, never);
      limiter.answered(said(remaining, now, limit), false, now);
    }
    return limiter;
  }

  it('takes calls from what is left, then waits for their answers, then for the reset', () => {
    const limiter = after([2], 3);
    assert.deepEqual([limiter.reserve(NOW, never), limiter.reserve(NOW + 1, never)], [0, 0]);
    const wait = limiter.reserve(NOW + 2, never);
    assert.ok(wait > 0 && wait <= 150, `waits ${wait} ms for an answer`);
    limiter.answered(said(1, NOW, 3), false, NOW + 100);
    limiter.answered(said(0, NOW, 3), false, NOW + 110);
    assert.equal(limiter.reserve(NOW + 4_000, never), 6_000);
  });

  it('spreads the waiting callers after the reset', () => {
    const limiter = after([0]);
    assert.equal(
      limiter.reserve(NOW, () => 0.5),
      10_150,
    );
    assert.ok(limiter.reserve(NOW, () => 0.999) < 10_300);
  });

  it('knows what a new window holds from the one before', () => {
    const limiter = after([1, 0]);
    assert.notEqual(limiter.reserve(NOW + WINDOW - 1, never), 0);
    assert.deepEqual([limiter.reserve(NOW + WINDOW, never), limiter.reserve(NOW + WINDOW, never)], [0, 0]);
    assert.notEqual(limiter.reserve(NOW + WINDOW, never), 0);
  });

  it('believes the lower count of a window: an older answer may come late', () => {
    const limiter = after([9], 10);
    limiter.answered(said(3, NOW, 10), false, NOW + 200);
    limiter.answered(said(7, NOW, 10), false, NOW + 210);
    assert.equal(limiter.left, 3);
  });

  it('lets no more through than are left, however many ask at once and in whatever order they are answered', () => {
    const limiter = after([10], 11);
    const passed = Array.from({ length: 100 }, () => limiter.reserve(NOW, never)).filter((delay) => delay === 0);
    assert.equal(passed.length, 10);
    for (const remaining of [0, 5, 9, 2, 1, 3, 4, 6, 7, 8]) {
      limiter.answered(said(remaining, NOW, 11), false, NOW + 50);
    }
    assert.equal(limiter.reserve(NOW + 60, never), WINDOW - 60);
  });

  it('keeps on its way only its share of what is left where others call, too', () => {
    // Of 60 calls 15 were ours: a quarter of the 40 that are left, less caution.
    const limiter = after(
      Array.from({ length: 15 }, (_, index) => 100 - 4 * (index + 1)),
      100,
    );
    assert.equal(limiter.left, 40);
    const passed = Array.from({ length: 40 }, () => limiter.reserve(NOW, never)).filter((delay) => delay === 0);
    assert.equal(passed.length, 7);
  });

  it('lets one call through where others have used nearly all, while there is plenty, and at the beginning of a window', () => {
    const busy = after([8], 1_000);
    assert.equal(busy.reserve(NOW, never), 0);
    assert.notEqual(busy.reserve(NOW, never), 0);
    const spent = after([7], 1_000);
    assert.notEqual(spent.reserve(NOW, never), 0);
    assert.equal(spent.reserve(NOW + WINDOW, never), 0);
  });

  it('forgets a call that nobody answered', () => {
    const limiter = after([1], 2);
    assert.equal(limiter.reserve(NOW, never), 0);
    assert.notEqual(limiter.reserve(NOW, never), 0);
    limiter.unanswered();
    assert.equal(limiter.reserve(NOW, never), 0);
  });

  it('sends one call at a time after a refusal that told nothing, until one passes', () => {
    const limiter = new RateLimiter();
    for (let call = 0; call < 3; call += 1) assert.equal(limiter.reserve(NOW, never), 0);
    for (let call = 0; call < 3; call += 1) limiter.answered({}, true, NOW + call);
    assert.equal(limiter.reserve(NOW + 100, never), 902);
    assert.equal(limiter.reserve(NOW + 1_002, never), 0);
    assert.notEqual(limiter.reserve(NOW + 1_002, never), 0);
    limiter.answered({}, false, NOW + 1_100);
    assert.deepEqual([limiter.reserve(NOW + 1_100, never), limiter.reserve(NOW + 1_100, never)], [0, 0]);
  });

  it('obeys a Retry-After where that is all that is told', () => {
    const limiter = new RateLimiter();
    limiter.reserve(NOW, never);
    limiter.answered({ 'retry-after': '7' }, true, NOW);
    assert.equal(limiter.reserve(NOW + 1_000, never), 6_000);
  });

  const unusable: [what: string, headers: Headers][] = [
    ['no limit', {}],
    ['a limit of 0', { 'x-ratelimit-limit': '0' }],
    ['a limit below 1', { 'x-ratelimit-limit': '0.5' }],
    ['a count below 0', { 'x-ratelimit-limit': '', 'x-ratelimit-remaining': '-1' }],
  ];
  for (const [what, headers] of unusable) {
    it(`sends one call in each new window after refusals that tell ${what}`, () => {
      const limiter = new RateLimiter();
      limiter.reserve(NOW, never);
      for (let now = NOW; now < NOW + 5 * WINDOW; now += WINDOW) {
        const { 'x-ratelimit-limit': _, ...rest } = said(0, now);
        limiter.answered({ ...rest, ...headers }, true, now + 50);
        assert.equal(limiter.left, 0);
        assert.equal(limiter.reserve(now + 50, never), WINDOW - 50);
        assert.equal(limiter.reserve(now + WINDOW, never), 0);
        assert.notEqual(limiter.reserve(now + WINDOW, never), 0);
      }
    });
  }

  it('believes the new count when the window has changed', () => {
    const limiter = after([1], 2);
    limiter.answered(said(1_500, NOW + WINDOW), false, NOW + WINDOW + 5);
    assert.equal(limiter.left, 1_500);
  });

  it('does not let a late answer of the window before overwrite what is known of this one', () => {
    const limiter = after([1], 2, NOW + WINDOW);
    limiter.answered(said(0, NOW), false, NOW + WINDOW + 10);
    assert.equal(limiter.left, 1);
    assert.equal(limiter.reserve(NOW + WINDOW + 20, never), 0);
  });

  it('takes two answers whose resets differ by a rounded second for one window', () => {
    const limiter = after([4]);
    limiter.answered({ ...said(9), 'x-ratelimit-reset': String((NOW + WINDOW) / 1_000 - 1) }, false, NOW);
    assert.equal(limiter.left, 4);
  });

  it('waits no longer than the most exact of these answers says', () => {
    const limiter = new RateLimiter();
    limiter.answered({ ...said(4), 'x-ratelimit-reset': String((NOW + WINDOW) / 1_000 + 2) }, false, NOW);
    limiter.answered(said(0), false, NOW);
    limiter.answered({ ...said(0), 'x-ratelimit-reset': String((NOW + WINDOW) / 1_000 + 1) }, false, NOW);
    assert.equal(limiter.reserve(NOW, never), WINDOW);
  });

  it('ignores an answer that does not tell', () => {
    const limiter = after([4]);
    limiter.answered({}, false, NOW);
    limiter.answered({ 'x-ratelimit-remaining': '900' }, false, NOW);
    const reset = said(0)['x-ratelimit-reset'];
    limiter.answered({ 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': reset }, false, NOW);
    limiter.answered({ 'x-ratelimit-remaining': ' ', 'x-ratelimit-reset': reset }, false, NOW);
    limiter.answered({ 'x-ratelimit-remaining': '', 'x-ratelimit-reset': reset }, false, NOW);
    limiter.answered({ 'x-ratelimit-reset': reset }, false, NOW);
    assert.equal(limiter.left, 4);
  });

  it('is not put to sleep by a clock that is wrong', () => {
    const limiter = new RateLimiter();
    limiter.answered({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 86_400) }, false, NOW);
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
            limiter.answered(headers, false, now);
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
