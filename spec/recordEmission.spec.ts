import assert from 'node:assert/strict';
import { polling, search } from '../lib/polling';
import { type Route, type Sandbox, startSandbox } from '../tools/sandbox';
import { Flow } from './support/polls';

const NOON = 1_767_614_400;
/** What the platform takes as one message. */
const LARGEST_MESSAGE = 10_485_760;
const IDS = Array.from({ length: 12 }, (_, n) => String(n));

describe('records in messages', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    // Three bytes of UTF-8 each: more than a message holds, and less than an answer may.
    const text = '\u20ac'.repeat(310_000);
    const route: Route = {
      request: 'POST /things/search',
      handle: () => ({ data: IDS.map((id, n) => ({ id, updated_at: NOON - 1_000 + n, text })) }),
    };
    sandbox = await startSandbox({ now: NOON, routes: [route] });
  });
  afterEach(() => sandbox.close());

  const flowOf = () => {
    const source = search('/things/search', { items: 'data', stamp: 'updated_at', each: 'occurrence' });
    const process = polling({ title: 'spec', description: 'spec', source });
    const nodeSettings = { applicationUid: 'app-1' };
    return new Flow(process, sandbox, { startFrom: 'beginning', emit: 'page', nodeSettings, overlapSeconds: 5_000 });
  };
  const idsOf = (data: unknown) => (data as { items: { id: string }[] }).items.map(({ id }) => id);

  it('go together as far as a message of the platform holds them', async () => {
    const flow = flowOf();
    const { emitted, errors, snapshots } = await flow.poll();
    assert.deepEqual(errors, []);
    assert.deepEqual(
      emitted.flatMap(({ data }) => idsOf(data)),
      IDS,
    );
    assert.equal(emitted.length, 2);
    for (const message of emitted) {
      assert.deepEqual(message.metadata, { applicationUid: 'app-1' });
      const bytes = Buffer.byteLength(JSON.stringify({ ...message, headers: {} }));
      assert.ok(bytes <= LARGEST_MESSAGE, `${bytes} bytes`);
    }
    assert.deepEqual(Object.keys((snapshots.at(-1) as { seen: object }).seen), IDS);
    assert.deepEqual((await flow.poll()).emitted, []);
  });

  it('come again where the second message of a page was not published', async () => {
    const flow = flowOf();
    let messages = 0;
    await flow.poll({
      publish: (event) => {
        messages += event === 'data' ? 1 : 0;
        if (messages === 2) throw new Error('crash');
      },
    });
    assert.deepEqual(flow.snapshot, {});
    const { emitted } = await flow.poll();
    assert.deepEqual(
      emitted.flatMap(({ data }) => idsOf(data)),
      IDS,
    );
  });
});
