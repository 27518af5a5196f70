import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kinds } from './support/pollingKinds';
import { play, worlds } from './support/pollingWorlds';

/** Histories for each case, 2,800 in all, which take a minute and a half. A failure tells its seed and path; more are played with PROPERTY_RUNS=5000. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 200);

describe('polling, for all histories', function () {
  this.timeout(Math.max(120_000, RUNS * 200));

  for (const kind of kinds) {
    it(`${kind.name}: nothing is lost, whatever becomes of a run or its state`, async () => {
      await fc.assert(
        fc.asyncProperty(worlds({ disturbed: true }), async (world) => {
          await play(kind, world);
        }),
        { numRuns: RUNS },
      );
    });

    it(`${kind.name}: nothing comes twice while no run crashes, overlaps or gets an old state`, async () => {
      await fc.assert(
        fc.asyncProperty(worlds({ disturbed: false }), async (world) => {
          const received = (await play(kind, world)).map(kind.once);
          const twice = received.filter((one, at) => received.indexOf(one) !== at);
          assert.deepEqual(twice, [], 'emitted twice');
        }),
        { numRuns: RUNS },
      );
    });
  }
});
