import assert from 'node:assert/strict';
import { JobMemory } from '../../lib/files/jobMemory';
import { Room } from '../../lib/oih/room';
import type { StepRun } from '../../lib/oih/step';

const INPUT = { created_at_after: 1 };

describe('the memory of export jobs', () => {
  let snapshot: unknown;
  let saves = 0;
  beforeEach(() => {
    snapshot = {};
    saves = 0;
  });

  const memory = (headers: object | undefined, input: object = INPUT, tokenData: object = {}) => {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const emit = async (_event: string, state: unknown) => {
      snapshot = structuredClone(state);
      saves += 1;
    };
    const step = { emit, logger, errorCount: 0 };
    const run: StepRun = {
      step,
      message: undefined,
      config: {},
      snapshot,
      tokenData,
      tally: { calls: 0, messages: 0 },
      room: new Room(),
      headers,
    };
    return new JobMemory(run, { ...input });
  };
  const jobs = () => Object(snapshot).jobs;

  it('knows a message by its id, and a rebounded one by its parent, time after time', async () => {
    await memory({ messageId: 'a' }).set('job1');
    assert.equal(await memory({ messageId: 'a' }, { other: 1 }).get(), 'job1', 'redelivered');
    assert.equal(await memory({ messageId: 'b', parentMessageId: 'a' }, { other: 2 }).get(), 'job1', 'rebounded');
    assert.equal(await memory({ messageId: 'c', parentMessageId: 'b' }).get(), 'job1', 'and again');
    assert.equal(
      await memory({ messageId: 'd', parentMessageId: 'x' }).get(),
      undefined,
      'another with the same input',
    );
    assert.equal(jobs().length, 1);
  });

  it('knows a message without an id by its input', async () => {
    await memory({}).set('job1');
    assert.equal(await memory({ messageId: 'a' }).get(), 'job1');
    assert.equal(await memory(undefined, { created_at_after: 2 }).get(), undefined);
  });

  it('forgets one job and keeps the others', async () => {
    const [one, two] = [memory({ messageId: 'a' }), memory({ messageId: 'b' })];
    await one.set('job1');
    await memory({ messageId: 'b' }).set('job2');
    assert.equal(jobs().length, 2);
    const mine = memory({ messageId: 'a' });
    assert.equal(await mine.get(), 'job1');
    await mine.forget();
    assert.deepEqual(
      jobs().map(({ id }: { id: string }) => id),
      ['job2'],
    );
    const before = saves;
    await two.forget();
    assert.equal(saves, before, 'a message without a job has nothing to forget');
  });

  it('forgets what is older than any rebound, and more than twenty', async () => {
    const now = Math.floor(Date.now() / 1000);
    snapshot = { v: 1, jobs: [{ id: 'old', at: now - 7 * 3_600, input: 'x', message: 'a' }] };
    assert.equal(await memory({ messageId: 'a' }).get(), undefined);
    snapshot = { v: 1, jobs: Array.from({ length: 30 }, (_, n) => ({ id: `job${n}`, at: now - n, input: `${n}` })) };
    await memory({ messageId: 'z' }).set('new');
    assert.deepEqual([jobs().length, jobs()[0].id, jobs()[19].id], [20, 'new', 'job18']);
  });

  it('takes nothing from a state that is none of its own', async () => {
    for (const state of [
      { watermark: 1 },
      { jobs: { a: 1 } },
      { jobs: [null, { id: 7 }, { id: 'x', at: 'y' }] },
      'text',
    ]) {
      snapshot = state;
      assert.equal(await memory({ messageId: 'a' }).get(), undefined);
    }
  });

  describe('where a snapshot is not stored at once', () => {
    let flows = 0;
    let step: object;
    beforeEach(() => {
      flows += 1;
      step = { flowId: `lagging${flows}`, stepId: 'step' };
    });
    const ids = () => jobs().map(({ id }: { id: string }) => id);

    it('loses no job of another message', async () => {
      await memory({ messageId: 'a' }, INPUT, step).set('job1');
      const atFirst = snapshot;
      snapshot = {};
      await memory({ messageId: 'b' }, INPUT, step).set('job2');
      assert.deepEqual(ids().sort(), ['job1', 'job2']);
      snapshot = atFirst;
      assert.equal(await memory({ messageId: 'c', parentMessageId: 'b' }, INPUT, step).get(), 'job2');
      assert.deepEqual(ids().sort(), ['job1', 'job2']);
    });

    it('brings back no job that was forgotten', async () => {
      const one = memory({}, INPUT, step);
      await one.set('job1');
      const atFirst = snapshot;
      await one.forget();
      snapshot = atFirst;
      assert.equal(await memory({}, INPUT, step).get(), undefined);
      await memory({ messageId: 'b' }, INPUT, step).set('job2');
      assert.deepEqual(ids(), ['job2']);
    });

    it('believes the process that saw a job last', async () => {
      await memory({ messageId: 'a' }, INPUT, step).set('job1');
      const at = Math.floor(Date.now() / 1000) + 15;
      snapshot = { v: 1, jobs: [{ id: 'job1', at, input: 'x', message: 'b' }] };
      assert.equal(await memory({ messageId: 'c', parentMessageId: 'b' }, INPUT, step).get(), 'job1');
    });

    it('keeps the jobs of other steps out', async () => {
      await memory({ messageId: 'a' }, INPUT, step).set('job1');
      snapshot = {};
      for (const other of [{ ...step, stepId: 'other' }, { ...step, flowId: 'other' }, {}]) {
        assert.equal(await memory({ messageId: 'a' }, INPUT, other).get(), undefined);
      }
    });
  });
});
