import assert from 'node:assert/strict';
import type { Operation } from '../../lib/intercom/operation';
import { polling } from '../../lib/polling';
import { type ListOptions, list } from '../../lib/sources/list';
import { type Route, type Sandbox, startSandbox } from '../../tools/sandbox';
import { numberedPage } from '../../tools/sandbox/pages';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const OPERATION: Operation = { request: 'GET /things', paging: { style: 'page', items: 'data', max: 10 } };

interface Thing {
  id: string;
  created_at: number | string | null;
  name?: string;
}

describe('source: list', () => {
  let sandbox: Sandbox;
  let things: Thing[];
  let count: ((length: number) => number) | undefined;
  beforeEach(async () => {
    count = (length) => length;
    const route: Route = {
      request: 'GET /things',
      handle: (call) => {
        const { items, pages } = numberedPage(call, things, 10, 10);
        return { type: 'list', data: items, pages, ...(count && { total_count: count(things.length) }) };
      },
    };
    sandbox = await startSandbox({ now: NOON, routes: [route] });
    things = Array.from({ length: 95 }, (_, n) => ({ id: `t${n}`, created_at: NOON - 60 * (n + 1) }));
  });
  afterEach(() => sandbox.close());

  const flowOf = (fields = {}, options: Partial<ListOptions> = {}) => {
    const source = list(OPERATION, { stamp: 'created_at', each: 'occurrence', ...options });
    return new Flow(polling({ title: 'spec', description: 'spec', source }), sandbox, fields);
  };
  const requests = () => sandbox.requests.count('GET /things');
  /** Does something once, before the answer to the n-th request. */
  const before = (nth: number, act: () => void) => {
    let requested = 0;
    sandbox.onRequest(() => {
      requested += 1;
      if (requested === nth) act();
    });
  };
  const ids = (flow: Flow) => flow.emitted.map(({ id }) => String(id));
  const everything = () => new Set(things.map(({ id }) => id));

  it('reads all pages once where nothing shifts, with and without a count', async () => {
    for (const counted of [(length: number) => length, undefined]) {
      count = counted;
      sandbox.requests.clear();
      const flow = flowOf({ startFrom: 'beginning' });
      await flow.poll();
      assert.deepEqual([new Set(ids(flow)), flow.emitted.length, requests()], [everything(), 95, 10]);
      assert.deepEqual((await flow.poll()).emitted, []);
    }
  });

  for (const [what, act] of [
    ['a record moves to the front', () => things.unshift(...things.splice(60, 1))],
    ['a record that was read is deleted', () => things.splice(3, 1)],
    [
      'one that was read is deleted and another added',
      () => {
        things.splice(3, 1);
        things.unshift({ id: 'new', created_at: NOON });
        things.splice(3, 1);
      },
    ],
  ] as const) {
    it(`loses nothing where ${what} while it is read`, async () => {
      const flow = flowOf({ startFrom: 'beginning' });
      before(4, act);
      await flow.poll();
      for (const id of everything()) assert.ok(id === 'new' || ids(flow).includes(id), `lost ${id}`);
      assert.equal(new Set(ids(flow)).size, flow.emitted.length, 'something came twice');
    });
  }

  it('reads again where an unread record is deleted, but only once', async () => {
    before(4, () => things.splice(60, 1));
    const flow = flowOf({ startFrom: 'beginning' });
    await flow.poll();
    assert.deepEqual(new Set(ids(flow)), everything());
    assert.equal(requests(), 20);
  });

  it('loses nothing in a list that shifts in each pass', async () => {
    let requested = 0;
    sandbox.onRequest(() => {
      requested += 1;
      // Another one each time, ahead of what is being read.
      if (requested % 10 === 4) things.unshift(...things.splice(60 + requested, 1));
    });
    const flow = flowOf({ startFrom: 'beginning' });
    await flow.poll();
    assert.deepEqual(new Set(ids(flow)), everything());
    // Each pass misses another one, so two make a whole.
    assert.equal(requests(), 20);
  });

  it('says so, and ends, where the count is never reached', async () => {
    count = (length) => length + 5;
    const { log, emitted } = await flowOf({ startFrom: 'beginning' }).poll();
    assert.equal(emitted.length, 95);
    assert.equal(requests(), 30);
    assert.ok(log.some((line) => /GET \/things did not hold still in 3 passes/.test(line)));
  });

  describe('with the latest first', () => {
    const latest = (fields = {}) => flowOf(fields, { latestFirst: true });

    it('makes one call for a quiet poll, and stops at what is too old', async () => {
      const flow = latest({ overlapSeconds: 60 });
      await flow.poll();
      sandbox.clock.advance(600);
      for (let n = 0; n < 12; n += 1) things.unshift({ id: `new ${n}`, created_at: NOON + 500 });
      sandbox.requests.clear();
      await flow.poll();
      assert.deepEqual([flow.emitted.length, requests()], [12, 2]);
      sandbox.clock.advance(900);
      sandbox.requests.clear();
      await flow.poll();
      assert.deepEqual([flow.emitted.length, requests()], [12, 1]);
    });

    it('reads on where the order is another one', async () => {
      const flow = latest();
      await flow.poll();
      sandbox.clock.advance(600);
      things.reverse();
      things.push({ id: 'new', created_at: NOON + 500 });
      await flow.poll();
      assert.deepEqual(ids(flow), ['new']);
    });

    it('reads on where a record has no stamp that can be compared', async () => {
      const flow = latest();
      await flow.poll();
      sandbox.clock.advance(600);
      things.splice(2, 0, { id: 'odd', created_at: 'some day' });
      things.push({ id: 'new', created_at: NOON + 500 });
      await flow.poll();
      assert.ok(ids(flow).includes('new'));
    });

    it('loses nothing where one that was read is deleted meanwhile', async () => {
      const flow = latest();
      await flow.poll();
      sandbox.clock.advance(600);
      const fresh = Array.from({ length: 25 }, (_, n) => ({ id: `new ${n}`, created_at: NOON + 500 - n }));
      things.unshift(...fresh);
      before(2, () => things.splice(0, 1));
      await flow.poll();
      assert.deepEqual(new Set(ids(flow)), new Set(fresh.map(({ id }) => id)));
    });
  });

  it('takes stamps that are text', async () => {
    const flow = flowOf();
    await flow.poll();
    sandbox.clock.advance(600);
    things.unshift({ id: 'new', created_at: new Date((NOON + 500) * 1000).toISOString() });
    await flow.poll();
    sandbox.clock.advance(30);
    await flow.poll();
    assert.deepEqual(ids(flow), ['new']);
  });

  describe('a record without a stamp', () => {
    const lastState = (flow: Flow) => flow.snapshot as { watermark: number; seen: Record<string, string> };
    const polls = async (flow: Flow, runs: number) => {
      for (let run = 0; run < runs; run += 1) {
        sandbox.clock.advance(600);
        await flow.poll();
      }
    };

    for (const overlapSeconds of [0, 300]) {
      it(`comes once where it stands for an occurrence, with an overlap of ${overlapSeconds}`, async () => {
        const flow = flowOf({ overlapSeconds });
        await flow.poll();
        things.push({ id: 'odd', created_at: null });
        await polls(flow, 4);
        const odd = things.at(-1);
        if (odd) odd.created_at = 'some day';
        await polls(flow, 2);
        assert.deepEqual(ids(flow), ['odd']);
        // Its stamp may be that of another occurrence, which must not be lost.
        if (odd) odd.created_at = NOON + 4_000;
        await polls(flow, 3);
        assert.deepEqual(ids(flow), ['odd', 'odd']);
      });

      it(`comes for each change where it stands for one, with an overlap of ${overlapSeconds}`, async () => {
        const flow = flowOf({ overlapSeconds }, { each: 'change' });
        await flow.poll();
        const odd: Thing = { id: 'odd', created_at: null };
        things.push(odd);
        await polls(flow, 3);
        odd.name = 'one';
        await polls(flow, 3);
        odd.name = 'two';
        odd.created_at = NOON + 4_000;
        await polls(flow, 1);
        odd.name = 'three';
        odd.created_at = null;
        await polls(flow, 3);
        assert.deepEqual(
          flow.emitted.map(({ name }) => name),
          [undefined, 'one', 'two', 'three'],
        );
      });
    }

    it('hides no other, and comes once in a list that a run reads in pieces', async () => {
      things.splice(40, 0, { id: 'odd', created_at: null });
      const flow = flowOf({ startFrom: 'beginning', maxItems: 30 });
      await polls(flow, 6);
      assert.deepEqual([new Set(ids(flow)), flow.emitted.length], [everything(), 96]);
    });

    it('is forgotten before any that has one, where a state cannot remember all', async () => {
      things = [{ id: 'odd', created_at: null }];
      const seen = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`t${n}`, String(NOON + 9_000)]));
      const flow = flowOf();
      flow.snapshot = { v: 1, from: 0, watermark: NOON - 600, seen };
      await flow.poll();
      assert.deepEqual([ids(flow), Object.keys(lastState(flow).seen)], [['odd'], Object.keys(seen)]);
    });
  });

  it('comes to its end in pieces, even where a state cannot remember all of them', async () => {
    things = Array.from({ length: 60 }, (_, n) => ({ id: `t${n}`, created_at: NOON - 60 * (n + 1) }));
    const seen = Object.fromEntries(Array.from({ length: 19_980 }, (_, n) => [`old${n}`, String(NOON)]));
    const flow = flowOf({ maxItems: 20 });
    flow.snapshot = { v: 1, from: 0, watermark: 0, seen };
    for (let run = 0; run < 4; run += 1) await flow.poll();
    assert.deepEqual(new Set(ids(flow)), everything());
    assert.ok((flow.snapshot as { watermark: number }).watermark > 0);
  });
});
