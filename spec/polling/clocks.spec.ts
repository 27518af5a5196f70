import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import nock from 'nock';
import { process as newTickets } from '../../lib/triggers/newTickets';
import { CREDENTIAL, type RunOptions, runModule } from '../support/component';

/** The truth, in UNIX seconds. */
const NOW = 1_767_614_400;
const HOUR = 3_600;
const YEAR = 365 * 86_400;
const WATERMARK = NOW - HOUR;
const STATE = { v: 1, from: WATERMARK - HOUR, watermark: WATERMARK, seen: {} };

/** By how many seconds the two clocks are ahead of the truth, at which the run takes place. */
interface Skew {
  ours?: number;
  theirs?: number;
}

async function poll({ ours = 0, theirs = 0 }: Skew, options: RunOptions = {}, tickets: object[] = []) {
  const clock = FakeTimers.install({ now: (NOW + ours) * 1000, toFake: ['Date'] });
  nock('https://api.intercom.io')
    .post('/tickets/search')
    .reply(200, { tickets }, { date: new Date((NOW + theirs) * 1000).toUTCString() });
  try {
    const run = await runModule({ process: newTickets }, 'newTickets', {
      snapshot: STATE,
      config: CREDENTIAL,
      ...options,
    });
    const [snapshot] = run.snapshots.slice(-1);
    const watermark =
      snapshot !== null && typeof snapshot === 'object' && 'watermark' in snapshot && snapshot.watermark;
    return { ...run, watermark: Number(watermark), log: run.log.join('\n'), error: run.errors[0]?.message ?? '' };
  } finally {
    clock.uninstall();
  }
}

describe('clocks', () => {
  const wrong: [which: string, skew: Skew][] = [
    ["Intercom's", { theirs: YEAR }],
    ['ours', { ours: YEAR }],
    ["Intercom's", { theirs: 400 }],
    ['ours', { ours: 400 }],
  ];
  for (const [which, skew] of wrong) {
    const ahead = skew.ours ?? skew.theirs;
    it(`do not move the watermark past the truth where ${which} is ${ahead} s ahead, and it is told`, async () => {
      const { watermark, log, error } = await poll(skew);
      assert.equal(error, '');
      assert.equal(watermark, NOW);
      assert.match(log, new RegExp(`are ${ahead} s apart`));
    });
  }

  it('do not move it back where one is behind, nor is a record lost for that', async () => {
    for (const skew of [{ ours: -YEAR }, { theirs: -YEAR }]) {
      const { watermark, emitted, log } = await poll(skew, {}, [{ id: '1', created_at: NOW }, { id: '2' }]);
      assert.equal(watermark, WATERMARK);
      assert.equal(emitted.length, 2);
      assert.match(log, /apart/);
    }
  });

  it('a few seconds apart are no matter for a log', async () => {
    const { watermark, log } = await poll({ ours: 40 });
    assert.equal(watermark, NOW);
    assert.doesNotMatch(log, /apart/);
  });

  it('let a first run begin at the slower one', async () => {
    const { watermark, log } = await poll({ theirs: YEAR }, { snapshot: {} });
    assert.equal(watermark, NOW);
    assert.match(log, /apart/);
  });

  it('refuse a state that has come further than either of them, and leave it as it is', async () => {
    for (const further of [{ watermark: NOW + YEAR }, { cursor: NOW + YEAR }]) {
      for (const tickets of [[], [{ id: '1', created_at: NOW + 2 * YEAR }]]) {
        const { error, emitted, snapshots } = await poll({}, { snapshot: { ...STATE, ...further } }, tickets);
        assert.match(
          error,
          /up to 2027-01-05T12:00:00.000Z was read, which is still to come.*Delete the step's snapshot/,
        );
        assert.deepEqual([emitted, snapshots], [[], []]);
      }
    }
  });

  it('trust a state that only the one of them that is behind calls one of the future', async () => {
    const { error, log } = await poll({ ours: -YEAR });
    assert.equal(error, '');
    assert.match(log, /apart/);
  });

  it('say that a beginning is still to come', async () => {
    const { error, log } = await poll(
      {},
      { snapshot: {}, config: { ...CREDENTIAL, startFrom: '2027-01-05T12:00:00Z' } },
    );
    assert.equal(error, '');
    assert.match(log, /Nothing stamped before 2027-01-05T12:00:00.000Z is emitted/);
  });
});
