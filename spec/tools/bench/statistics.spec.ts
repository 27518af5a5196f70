import assert from 'node:assert/strict';
import { type Aim, verdict } from '../../../tools/bench/aims';
import { estimate, median, ratios } from '../../../tools/bench/statistics';

describe('the statistics of the benchmark', () => {
  it('take the middle value, or the mean of the middle two', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it('compare round by round', () => {
    assert.deepEqual(ratios([1, 4, 9], [2, 4, 3]), [0.5, 1, 3]);
  });

  it('give the ranks of the sign test as the interval', () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    // The least rank whose lower tail of fair coins stays within 2.5 %: 1/64, 10/512, 79/4096, 21700/1048576.
    assert.deepEqual(estimate(values(6)), { median: 3.5, low: 1, high: 6 });
    assert.deepEqual(estimate(values(9)), { median: 5, low: 2, high: 8 });
    assert.deepEqual(estimate(values(12)), { median: 6.5, low: 3, high: 10 });
    assert.deepEqual(estimate(values(20)), { median: 10.5, low: 6, high: 15 });
  });

  it('call an aim missed only where the noise does not explain it', () => {
    const aim = (low: number, middle: number, high: number, bound: Partial<Aim>): Aim => ({
      what: 'a ratio',
      measured: { low, median: middle, high },
      ...bound,
    });
    assert.equal(verdict(aim(0.85, 0.92, 0.95, { atLeast: 0.9 })), 'met');
    assert.equal(verdict(aim(0.8, 0.88, 0.91, { atLeast: 0.9 })), 'unclear');
    assert.equal(verdict(aim(0.8, 0.85, 0.89, { atLeast: 0.9 })), 'missed');
    assert.equal(verdict(aim(1, 1.1, 1.3, { atMost: 1.15 })), 'met');
    assert.equal(verdict(aim(1.1, 1.2, 1.3, { atMost: 1.15 })), 'unclear');
    assert.equal(verdict(aim(1.16, 1.2, 1.3, { atMost: 1.15 })), 'missed');
    assert.equal(verdict(aim(Number.NaN, Number.NaN, Number.NaN, { atMost: 1.15 })), 'missed');
  });
});
