import assert from 'node:assert/strict';
import { canBeSamePhone } from '../../lib/upsert/kept';

describe('two telephone numbers', () => {
  const same = [
    ['+15550100042', '+1 (555) 010-0042'],
    ['+15550100042', '555 0100042'],
    ['+49 30 5550100', '030 5550100'],
    ['+49 (0)30 5550100', '0049305550100'],
    ['110', '110'],
  ] as const;
  for (const [one, other] of same) {
    it(`can be the same: ${one} and ${other}`, () => {
      assert.deepEqual([canBeSamePhone(one, other), canBeSamePhone(other, one)], [true, true]);
    });
  }

  const others = [
    ['+15550100042', '+15550100043'],
    ['+15550100042', '00042'],
    ['+15550100042', ''],
    ['+15550100042', 'none'],
  ] as const;
  for (const [one, other] of others) {
    it(`are two: ${one} and ${other || 'nothing'}`, () => {
      assert.deepEqual([canBeSamePhone(one, other), canBeSamePhone(other, one)], [false, false]);
    });
  }
});
