import assert from 'node:assert/strict';
import { JobMemory } from '../../lib/files/jobMemory';
import type { StepRun } from '../../lib/oih/step';

const INPUT = { created_at_after: 1 };

describe('the memory of export jobs', () => {
  let snapshot: unknown;
  let saves = 0;
  beforeEach(() => {
    snapshot = {};
    saves = 0;
  });

  const memory = (headers: object | undefined, input: object = INPUT) => {
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
      tokenData: {},
      tally: { calls: 0, messages: 0 },
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
});
