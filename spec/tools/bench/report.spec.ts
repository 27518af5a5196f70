import assert from 'node:assert/strict';
import { verdict } from '../../../tools/bench/aims';
import type { StartUp } from '../../../tools/bench/measure';
import { aimsOf, type Measured } from '../../../tools/bench/report';

const BOUNDS = { speed: 0.9, listening: 1.1, firstAnswer: 1.1, memory: 15 };
const NO_OP: StartUp = { listeningMs: 250, firstAnswerMs: 300, userMs: 300, cpuMs: 350, peakBytes: 80e6 };
const ROUNDS = 6;

/** Everything is like the no-op, but for what is given of ours. */
function measured(start: Partial<StartUp>, held: Partial<StartUp>, { speed = 300, peakBytes = 100e6 } = {}): Measured {
  const rounds = <T>(noop: T, ours: T) =>
    new Map([
      ['noop', Array<T>(ROUNDS).fill(noop)],
      ['bareAxios', Array<T>(ROUNDS).fill(noop)],
      ['retrieveContact', Array<T>(ROUNDS).fill(ours)],
    ]);
  const throughput = { messagesPerSecond: 300, cpuMsPerMessage: 2 };
  return {
    startUps: rounds(NO_OP, { ...NO_OP, ...start }),
    held: rounds(NO_OP, { ...NO_OP, ...held }),
    throughputs: rounds(throughput, { ...throughput, messagesPerSecond: speed }),
    peakBytes: new Map([
      ['noop', 100e6],
      ['retrieveContact', peakBytes],
    ]),
  };
}

function missed(all: Measured): string[] {
  return aimsOf(all, BOUNDS)
    .filter((aim) => verdict(aim) === 'missed')
    .map(({ what }) => what.trim());
}

describe('the aims of npm run bench', () => {
  it('are met by what is like the no-op', () => {
    assert.deepEqual(missed(measured({}, {})), []);
  });

  it('are missed by what is slower or larger, each by itself', () => {
    const slow = { firstAnswerMs: 340 };
    const busy = { userMs: 340 };
    const large = { peakBytes: 96e6 };
    for (const all of [
      measured({ listeningMs: 290 }, {}),
      measured(slow, {}),
      measured(busy, {}),
      measured(large, {}),
      measured({}, slow),
      measured({}, busy),
      measured({}, large),
      measured({}, {}, { speed: 260 }),
      measured({}, {}, { peakBytes: 116e6 }),
    ])
      assert.equal(missed(all).length, 1, missed(all).join());
  });
});
