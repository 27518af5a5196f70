import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Failure, isTransient, resetDelay, retryAfter, retryDelay, serverNow } from '../../lib/intercom/retry';

/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;
const httpDate = (ms: number) => new Date(ms).toUTCString();
const seconds = (ms: number) => String(Math.floor(ms / 1000));

describe('intercom/retry', () => {
  describe('isTransient', () => {
    const table: [what: string, failure: Failure, repeatable: boolean, once: boolean][] = [
      ['429', { status: 429 }, true, true],
      ['a 429 that is no rate limit', { status: 429, notALimit: true }, false, false],
      ['408', { status: 408 }, true, false],
      ['500', { status: 500 }, true, false],
      ['502', { status: 502 }, true, false],
      ['503', { status: 503 }, true, false],
      ['504', { status: 504 }, true, false],
      ['no answer', {}, true, false],
      ['a 200 that was cut short', { status: 200, broken: true }, true, false],
      ['400', { status: 400 }, false, false],
      ['401', { status: 401 }, false, false],
      ['403', { status: 403 }, false, false],
      ['404', { status: 404 }, false, false],
      ['409', { status: 409 }, false, false],
      ['422', { status: 422 }, false, false],
      ['302', { status: 302 }, false, false],
    ];
    for (const [what, failure, repeatable, once] of table) {
      it(`${what}: ${repeatable ? 'yes' : 'no'} where it may be sent twice, ${once ? 'yes' : 'no'} where not`, () => {
        assert.equal(isTransient(failure, true), repeatable);
        assert.equal(isTransient(failure, false), once);
        assert.equal(retryDelay(failure, 1, true, NOW) !== undefined, repeatable);
        assert.equal(retryDelay(failure, 1, false, NOW) !== undefined, once);
      });
    }
  });

  describe('retryDelay', () => {
    const at = (failure: Failure, attempt: number, random: number) =>
      retryDelay(failure, attempt, true, NOW, () => random);

    it('backs off exponentially up to a cap, and gives up after five attempts', () => {
      assert.deepEqual(
        [1, 2, 3, 4, 5, 6].map((attempt) => at({ status: 503 }, attempt, 0.5)),
        [500, 1_000, 2_000, 4_000, undefined, undefined],
      );
      assert.equal(at({ status: 429 }, 5, 0.5), undefined);
    });

    it('has full jitter: anything from nothing to the cap', () => {
      assert.equal(at({}, 4, 0), 0);
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 4 }),
          fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
          (n, r) => {
            const delay = at({}, n, r) ?? Number.NaN;
            assert.ok(delay >= 0 && delay < Math.min(8_000, 500 * 2 ** n));
          },
        ),
      );
    });

    it('obeys Retry-After before anything else', () => {
      const headers = { 'retry-after': '7', 'x-ratelimit-reset': seconds(NOW + 3_000) };
      assert.equal(at({ status: 429, headers }, 1, 0.9), 7_000);
      assert.equal(at({ status: 503, headers }, 1, 0.9), 7_000);
    });

    it('waits for the reset of a spent window', () => {
      assert.equal(at({ status: 429, headers: { 'x-ratelimit-reset': seconds(NOW + 3_000) } }, 1, 0.9), 3_000);
    });

    it('backs off from the second attempt on where the moment that is asked for has passed', () => {
      const past: Failure[] = [
        { status: 503, headers: { 'retry-after': '0' } },
        { status: 429, headers: { 'retry-after': '-3' } },
        { status: 429, headers: { 'retry-after': httpDate(NOW - 9_000) } },
        { status: 429, headers: { 'x-ratelimit-reset': seconds(NOW - 3_000) } },
      ];
      for (const failure of past)
        assert.deepEqual(
          [1, 2, 3, 4].map((attempt) => at(failure, attempt, 0.5)),
          [0, 1_000, 2_000, 4_000],
        );
      assert.equal(at({ status: 429, headers: { 'retry-after': '7' } }, 3, 0.5), 7_000);
    });

    it('does not take the window for the length of an outage', () => {
      assert.equal(at({ status: 503, headers: { 'x-ratelimit-reset': seconds(NOW + 3_000) } }, 1, 0), 0);
    });
  });

  describe('retryAfter', () => {
    it('reads seconds', () => {
      assert.equal(retryAfter({ 'retry-after': '0' }, NOW), 0);
      assert.equal(retryAfter({ 'retry-after': '12' }, NOW), 12_000);
      assert.equal(retryAfter({ 'retry-after': '-3' }, NOW), 0);
    });

    it('reads an HTTP date, by the clock of the one who wrote it', () => {
      assert.equal(retryAfter({ 'retry-after': httpDate(NOW + 9_000) }, NOW), 9_000);
      assert.equal(retryAfter({ 'retry-after': httpDate(NOW - 9_000) }, NOW), 0);
      const skewed = { 'retry-after': httpDate(NOW + 3_609_000), date: httpDate(NOW + 3_600_000) };
      assert.equal(retryAfter(skewed, NOW), 9_000);
    });

    it('is undefined where there is none or nobody can read it', () => {
      for (const headers of [undefined, {}, { 'retry-after': '' }, { 'retry-after': 'soon' }])
        assert.equal(retryAfter(headers, NOW), undefined);
    });
  });

  describe('resetDelay', () => {
    it('counts from our clock where the server told none', () => {
      assert.equal(resetDelay({ 'x-ratelimit-reset': seconds(NOW + 8_000) }, NOW), 8_000);
      assert.equal(resetDelay({ 'x-ratelimit-reset': seconds(NOW - 8_000) }, NOW), 0);
    });

    it("counts from the server's clock, however wrong ours is", () => {
      fc.assert(
        fc.property(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 120 }), (skew, left) => {
          const server = NOW + skew * 1_000;
          const headers = { 'x-ratelimit-reset': seconds(server + left * 1_000), date: httpDate(server) };
          assert.equal(resetDelay(headers, NOW), left * 1_000);
        }),
      );
    });

    it('does not believe a reset that is more than two minutes off', () => {
      assert.equal(resetDelay({ 'x-ratelimit-reset': seconds(NOW + 120_000) }, NOW), 120_000);
      assert.equal(resetDelay({ 'x-ratelimit-reset': seconds(NOW + 121_000) }, NOW), undefined);
      assert.equal(resetDelay({ 'x-ratelimit-reset': String(NOW + 5_000) }, NOW), undefined);
    });

    it('is undefined where there is none or nobody can read it', () => {
      for (const headers of [undefined, {}, { 'x-ratelimit-reset': '' }, { 'x-ratelimit-reset': 'soon' }])
        assert.equal(resetDelay(headers, NOW), undefined);
    });
  });

  it("serverNow is the server's clock, or ours where it did not tell", () => {
    assert.equal(serverNow({ date: httpDate(NOW + 60_000) }, NOW), NOW + 60_000);
    assert.equal(serverNow({}, NOW), NOW);
    assert.equal(serverNow(undefined, NOW), NOW);
    assert.equal(serverNow({ date: 'yesterday' }, NOW), NOW);
  });
});
