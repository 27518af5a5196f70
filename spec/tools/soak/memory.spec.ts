import assert from 'node:assert/strict';
import { seededRandom } from '../../../tools/sandbox/random';
import { type MemorySample, slopeOf } from '../../../tools/soak/memory';

const MB = 1_000_000;

/** A run of 12,000 messages, looked at every twenty of them. */
const samples = (bytes: (messages: number) => number): MemorySample[] =>
  Array.from({ length: 600 }, (_, index) => ({ messages: 20 * index, bytes: bytes(20 * index) }));

/** Where the line may lie that the samples show. */
function bounds(bytes: (messages: number) => number): [low: number, high: number] {
  const slope = slopeOf(samples(bytes));
  assert.ok(slope);
  return [slope.bytes - slope.uncertainty, slope.bytes + slope.uncertainty];
}

describe('The memory of a soak', () => {
  it('is flat where it only goes up and down', () => {
    const random = seededRandom(1);
    const [low, high] = bounds(() => 90 * MB + 4 * MB * random());
    assert.ok(low <= 0 && high >= 0 && high - low < 200, `${low} to ${high}`);
  });

  it('does not count how a process warms up', () => {
    assert.deepEqual(
      bounds((messages) => Math.min(90, 40 + messages / 80) * MB),
      [0, 0],
    );
  });

  // The first is a leak of 20 MB on 60 in the run, which hardly changes from one part to the next.
  for (const leak of [20 / 12, 1, 70 / 12]) {
    it(`shows a leak of ${leak.toFixed(1)} kB a message, also amid noise of several MB`, () => {
      const random = seededRandom(2);
      const [low, high] = bounds((messages) => 60 * MB + leak * 1000 * messages + 4 * MB * random());
      assert.ok(low > 800 * leak && high < 1200 * leak, `${low} to ${high}`);
    });
  }

  it('says nothing of a run that is too short, nor of one without a message', () => {
    assert.equal(slopeOf(samples(() => MB).slice(0, 15)), undefined);
    assert.equal(slopeOf(samples(() => MB).map(({ bytes }) => ({ bytes, messages: 0 }))), undefined);
  });
});
