import assert from 'node:assert/strict';
import { process as newCalls } from '../../lib/triggers/newCalls';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { numberedPage } from '../../tools/sandbox/pages';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;

interface Call {
  id: string;
  created_at: number | null;
  initiated_at: number | null;
}

describe('trigger newCalls, of calls that show no created_at', () => {
  let sandbox: Sandbox;
  let calls: Call[];
  beforeEach(async () => {
    sandbox = await startSandbox({
      now: NOON,
      routes: [
        {
          request: 'GET /calls',
          handle: (call) => {
            const { items, pages } = numberedPage(call, calls, 25, 25);
            return { type: 'list', data: items, pages, total_count: calls.length };
          },
        },
      ],
    });
    calls = Array.from({ length: 60 }, (_, n) => ({
      id: `c${n}`,
      created_at: null,
      initiated_at: NOON - 60 * (n + 1),
    }));
  });
  afterEach(() => sandbox.close());

  it('goes by when they were begun, and takes one whose created_at comes later for no other', async () => {
    const flow = new Flow(newCalls, sandbox);
    await flow.poll();
    const call: Call = { id: 'new', created_at: null, initiated_at: NOON + 500 };
    calls.unshift(call);
    sandbox.clock.advance(600);
    sandbox.requests.clear();
    await flow.poll();
    assert.equal(sandbox.requests.count(), 1);
    call.created_at = NOON + 620;
    sandbox.clock.advance(60);
    await flow.poll();
    assert.deepEqual(
      flow.emitted.map(({ id }) => id),
      ['new'],
    );
  });

  it('emits once what shows no time at all', async () => {
    const flow = new Flow(newCalls, sandbox);
    await flow.poll();
    calls.unshift({ id: 'new', created_at: null, initiated_at: null });
    for (let run = 0; run < 4; run += 1) {
      sandbox.clock.advance(600);
      await flow.poll();
    }
    assert.deepEqual(
      flow.emitted.map(({ id }) => id),
      ['new'],
    );
  });
});
