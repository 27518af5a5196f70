import assert from 'node:assert/strict';
import { growthOf } from '../../../tools/soak/memory';

const MB = 1_000_000;
const samples = (bytes: (second: number) => number) => Array.from({ length: 60 }, (_, second) => bytes(second));

describe('The memory of a soak', () => {
  it('is flat where it only goes up and down', () => {
    const growth = growthOf(samples((second) => (second % 5) * 4 * MB + 90 * MB));
    assert.ok(growth && growth.ratio < 1.05, JSON.stringify(growth));
  });

  it('does not count how a process warms up', () => {
    const growth = growthOf(samples((second) => Math.min(90, 40 + 5 * second) * MB));
    assert.equal(growth?.ratio, 1);
  });

  it('shows a leak, and does not take it for noise', () => {
    const growth = growthOf(samples((second) => (90 + 1.5 * second) * MB));
    assert.ok(growth && growth.ratio > 1.15 && growth.noise < 0.02, JSON.stringify(growth));
  });

  it('says nothing of a run that is too short', () => {
    assert.equal(growthOf([90 * MB, 91 * MB]), undefined);
  });
});
