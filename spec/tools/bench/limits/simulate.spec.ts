import assert from 'node:assert/strict';
import { RateLimiter } from '../../../../lib/intercom/rateLimit';
import { missedAims } from '../../../../tools/bench/limits/missedAims';
import { SCENARIOS, type Scenario } from '../../../../tools/bench/limits/scenarios';
import { type Settings, simulate } from '../../../../tools/bench/limits/simulate';
import { OURS, STRATEGIES, type Strategy } from '../../../../tools/bench/limits/strategies';

const SETTINGS: Settings = { limit: 167, workers: 20, windows: 6, seed: 1 };
const FOUR: Scenario = { name: 'four replicas', replicas: 4 };

/** Ours, but whoever waits for a reset calls at the reset. */
const TOGETHER: Strategy = {
  name: 'no spread',
  Limiter: class extends RateLimiter {
    override reserve(now?: number): number {
      return super.reserve(now, () => 0);
    }
  },
};

const NO_LIMITER = STRATEGIES.find(({ name }) => name === 'no limiter') ?? OURS;

describe('The simulation of the rate limit', function () {
  this.timeout(60_000);

  for (const seed of [2, 3]) {
    for (const scenario of SCENARIOS) {
      it(`meets its aims: ${scenario.name}, seed ${seed}`, async () => {
        assert.deepEqual(missedAims(scenario, await simulate(scenario, OURS, { ...SETTINGS, seed })), []);
      });
    }
  }

  it('repeats a run from its seed', async () => {
    const [first, again, other] = [1, 1, 2].map((seed) => () => simulate(FOUR, OURS, { ...SETTINGS, seed }));
    assert.ok(first && again && other);
    const outcome = await first();
    assert.deepEqual(await again(), outcome);
    assert.notDeepEqual(await other(), outcome);
  });

  it('sees a herd after the reset', async () => {
    const missed = missedAims(FOUR, await simulate(FOUR, TOGETHER, SETTINGS));
    assert.match(missed.join(), /sent in 10 ms/);
  });

  it('sees refusals', async () => {
    const missed = missedAims(FOUR, await simulate(FOUR, NO_LIMITER, { ...SETTINGS, windows: 2 }));
    assert.match(missed.join(), /refused/);
  });

  it('counts as lost what was rebounded too often', async () => {
    const settings = { ...SETTINGS, windows: 2, workers: 5, limit: 20 };
    const outcome = await simulate(FOUR, NO_LIMITER, { ...settings, reboundLimit: 1 });
    assert.ok(outcome.lost > 0 && outcome.rebounds > 0, JSON.stringify(outcome));
    assert.match(missedAims(FOUR, outcome).join(), /lost/);
    assert.equal((await simulate(FOUR, NO_LIMITER, settings)).lost, 0);
  });

  it('leaves Math.random and the loaded modules as they were', async () => {
    const { random } = Math;
    const file = require.resolve('../../../../dist/intercom/transport.js');
    const before = require(file);
    await simulate(FOUR, OURS, { ...SETTINGS, windows: 1 });
    assert.equal(Math.random, random);
    assert.equal(require(file), before);
  });
});
