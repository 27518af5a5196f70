import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Room } from '../../lib/oih/room';
import type { StepRun } from '../../lib/oih/step';
import { MOST_REMEMBERED, once } from '../../lib/webhooks/once';

let steps = 0;

/** A step as ferryman runs it: each run is given the state that the platform has stored by then. */
class Step {
  readonly stored: { v: number; seen: string[] }[] = [];
  done = 0;
  private readonly tokenData;

  constructor(private readonly snapshot: () => unknown = () => this.stored.at(-1) ?? {}) {
    steps += 1;
    this.tokenData = { flowId: `once-${steps}`, stepId: 'hook' };
  }

  receive(id: string, work: () => Promise<void> = async () => {}): Promise<boolean> {
    const quiet = () => {};
    const step: StepRun['step'] = {
      emit: async (_, state) => this.stored.push({ v: 0, seen: [], ...Object(state) }),
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      errorCount: 0,
    };
    const run: StepRun = {
      step,
      tokenData: this.tokenData,
      snapshot: this.snapshot(),
      config: {},
      message: {},
      tally: { calls: 0, messages: 0 },
      room: new Room(),
    };
    return once(run, id, async () => {
      await work();
      this.done += 1;
    });
  }
}

describe('webhooks: once', () => {
  it('does the work for each notification, and never again', async () => {
    const step = new Step();
    const order = ['a', 'b', 'a', 'c', 'b', 'b', 'a'];
    const done: boolean[] = [];
    for (const id of order) done.push(await step.receive(id));
    assert.deepEqual(done, [true, true, false, true, false, false, false]);
  });

  it('knows what another process has stored', async () => {
    const first = new Step();
    await first.receive('a');
    const second = new Step(() => first.stored.at(-1));
    assert.equal(await second.receive('a'), false);
    assert.equal(await second.receive('b'), true);
    assert.equal(second.stored.at(-1)?.seen.length, 2);
  });

  it('goes by its own memory where the state that it is given is old, or the service failed', async () => {
    for (const old of [{}, undefined, null, { v: 1, seen: [] }]) {
      const step = new Step(() => old);
      await step.receive('a');
      assert.equal(await step.receive('a'), false);
    }
  });

  it('starts afresh from a state that is not its own', async () => {
    for (const foreign of [
      { v: 2, seen: ['x'] },
      { v: 1, watermark: 7, seen: { a: '1' } },
      { v: 1, seen: [7, null] },
    ]) {
      const step = new Step(() => foreign);
      assert.equal(await step.receive('a'), true);
      assert.equal(step.stored.at(-1)?.seen.length, 1);
    }
  });

  it('keeps flows apart', async () => {
    const [one, two] = [new Step(), new Step()];
    assert.equal(await one.receive('a'), true);
    assert.equal(await two.receive('a'), true);
  });

  it('keeps the flows in its memory that were there last', async () => {
    const stored = { v: 1, seen: Array.from({ length: MOST_REMEMBERED }, (_, n) => `digest${n}`) };
    for (const [most, state] of [
      [50, stored],
      [1_000, {}],
    ] as const) {
      const [quiet, busy] = [new Step(() => ({})), new Step(() => ({}))];
      await quiet.receive('a');
      await busy.receive('a');
      for (let n = 0; n < most + 10; n += 1) {
        await new Step(() => state).receive('b');
        assert.equal(await busy.receive('a'), false);
      }
      assert.equal(await quiet.receive('a'), true, 'forgotten');
    }
  });

  it('keeps what it could not store yet, also where hundreds of flows are there', async () => {
    const burst = new Step();
    for (let n = 0; n < 20; n += 1) await burst.receive(`n${n}`);
    assert.ok((burst.stored.at(-1)?.seen.length ?? 0) < 20);
    for (let n = 0; n < 500; n += 1) await new Step().receive('a');
    assert.equal(await burst.receive('n19'), false);
  });

  it('does not remember work that failed', async () => {
    const step = new Step();
    await assert.rejects(
      step.receive('a', () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.deepEqual(step.stored, []);
    assert.equal(await step.receive('a'), true);
  });

  it('lets a second delivery wait for what becomes of the first', async () => {
    const step = new Step();
    let finish = () => {};
    const slow = step.receive('a', () => new Promise((resolve) => (finish = resolve)));
    const [second, third] = [step.receive('a'), step.receive('a')];
    await turn();
    finish();
    assert.deepEqual(await Promise.all([slow, second, third]), [true, false, false]);

    let fail = () => {};
    const failing = step.receive('b', () => new Promise((_, reject) => (fail = () => reject(new Error('no')))));
    const others = [step.receive('b'), step.receive('b')];
    await turn();
    fail();
    await assert.rejects(failing, /no/);
    assert.deepEqual((await Promise.all(others)).sort(), [false, true]);
  });

  it('stores its state at once, and then not for every notification', async () => {
    const step = new Step();
    for (let n = 0; n < 50; n += 1) await step.receive(`n${n}`);
    assert.ok(step.stored.length >= 1 && step.stored.length < 25, `stored ${step.stored.length} times`);
    assert.equal(step.done, 50);
  });

  it('stores what a burst brought, once it has room again', async () => {
    const step = new Step(() => ({}));
    for (const id of ['a', 'b', 'c']) await step.receive(id);
    const next = new Step(() => step.stored.at(-1));
    assert.deepEqual([await next.receive('b'), await next.receive('c')], [false, false]);
  });

  it('lets what was stored push out nothing that came since', async () => {
    const first = new Step(() => ({}));
    for (let n = 0; n < MOST_REMEMBERED; n += 1) await first.receive(`old${n}`);
    const stored = first.stored.at(-1);
    const step = new Step(() => stored);
    for (let n = 0; n < MOST_REMEMBERED; n += 1) await step.receive(`n${n}`);
    for (let n = 0; n < MOST_REMEMBERED; n += 1) assert.equal(await step.receive(`n${n}`), false, `n${n}`);
  });

  it('stays small: forgets the oldest first, in its memory and its state', async () => {
    const step = new Step(() => ({}));
    for (let n = 0; n <= MOST_REMEMBERED; n += 1) await step.receive(`n${n}`);
    assert.equal(await step.receive('n1'), false);
    assert.equal(await step.receive('n0'), true, 'the oldest is forgotten');
    const largest = {
      v: 1,
      seen: Array.from({ length: MOST_REMEMBERED }, (_, n) => `digest${String(n).padStart(5, '0')}`),
    };
    const full = new Step(() => largest);
    await full.receive('one more');
    const state = full.stored.at(-1);
    assert.equal(state?.seen.length, MOST_REMEMBERED);
    assert.ok(!state.seen.includes('digest00000') && state.seen.includes('digest00001'));
    assert.ok(JSON.stringify(state).length < 30_000);
    const tooLarge = { v: 1, seen: [...largest.seen, ...Array.from({ length: 500 }, (_, n) => `more${n}`)] };
    const other = new Step(() => tooLarge);
    await other.receive('one more');
    assert.equal(other.stored.at(-1)?.seen.length, MOST_REMEMBERED);
    assert.ok(other.stored.at(-1)?.seen.includes('more499'));
  });
});
