import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../lib/intercom/answer';
import { ApiError, ConnectionError } from '../../lib/intercom/errors';
import type { Input, Operation } from '../../lib/intercom/operation';
import { slicedPages } from '../../lib/intercom/slices';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const START = 1_760_000_000;
const operation: Operation = {
  request: 'GET /admins/activity_logs',
  paging: { style: 'page', items: 'activity_logs' },
};
const slices = { after: 'created_at_after', before: 'created_at_before', longest: 5 * DAY };

interface Entry {
  id: string;
  at: number;
}

/** What is not documented of Intercom's list: whether its bounds are within, and how long is too long. */
interface Server {
  log: Entry[];
  withAfter: boolean;
  withBefore: boolean;
  /** Seconds; longer spans are answered with a 500. */
  longest: number;
  /** The page at which too long a span fails. */
  failsAt: number;
}

const serverError = () => new ApiError('GET /admins/activity_logs failed with 500', { status: 500, retryable: true });

/** Reads a span: what was handed out, what was asked, and the error it ended with. */
async function read(server: Server, input: Input) {
  const asked: Input[] = [];
  const got: string[] = [];
  const call = async (one: Input): Promise<Answer> => {
    asked.push(one);
    const after = Number(one.created_at_after);
    const before = Number(one.created_at_before);
    const page = Number(one.page ?? 1);
    if (before - after > server.longest + 1 && page >= server.failsAt) throw serverError();
    const found = server.log
      .filter(
        ({ at }) => (server.withAfter ? at >= after : at > after) && (server.withBefore ? at <= before : at < before),
      )
      .sort((a, b) => b.at - a.at);
    const activity_logs = found.slice((page - 1) * 3, page * 3);
    const body = { activity_logs, pages: { page, total_pages: Math.ceil(found.length / 3) } };
    return { status: 200, headers: {}, body, size: 0 };
  };
  let error: unknown;
  try {
    for await (const { items } of slicedPages(call, operation, slices, input, {}))
      got.push(...items.map(({ id }) => String(id)));
  } catch (thrown) {
    error = thrown;
  }
  return { asked, got, error };
}

const quiet: Server = { log: [], withAfter: true, withBefore: true, longest: Number.POSITIVE_INFINITY, failsAt: 1 };
const span = (seconds: number): Input => ({ created_at_after: START, created_at_before: START + seconds });
const bounds = (asked: Input[]) =>
  asked.map((one) => [Number(one.created_at_after) - START, Number(one.created_at_before) - START]);

describe('intercom/slices', () => {
  it('asks at once for a span that is not too long', async () => {
    const { asked } = await read(quiet, { ...span(5 * DAY), per_page: 2 });
    assert.deepEqual(asked, [{ ...span(5 * DAY), per_page: 2 }]);
  });

  it('leaves a span alone whose beginning it cannot read', async () => {
    const { asked } = await read(quiet, { created_at_before: START });
    assert.deepEqual(asked, [{ created_at_before: START }]);
  });

  it('hands out an entry once that a shifting page brings again', async () => {
    const pages = [
      { activity_logs: [{ id: 'a' }, { id: 'b' }], pages: { page: 1, total_pages: 2 } },
      { activity_logs: [{ id: 'b' }, { id: 'c' }], pages: { page: 2, total_pages: 2 } },
    ];
    const call = async ({ page = 1 }: Input): Promise<Answer> => ({
      status: 200,
      headers: {},
      body: pages[Number(page) - 1],
      size: 0,
    });
    const got: unknown[] = [];
    for await (const { items } of slicedPages(call, operation, slices, span(6 * DAY), {}))
      got.push(...items.map(({ id }) => id));
    assert.deepEqual(got, ['a', 'b', 'c']);
  });

  it('asks for a long span in slices that share a second', async () => {
    const { asked } = await read(quiet, span(12 * DAY));
    assert.deepEqual(bounds(asked), [
      [0, 5 * DAY],
      [5 * DAY - 1, 10 * DAY],
      [10 * DAY - 1, 12 * DAY],
    ]);
  });

  it('leaves the last slice open where no end is given, whatever our clock says', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const { asked } = await read(quiet, { created_at_after: now - 6 * DAY });
    assert.equal(asked.length, 2);
    assert.equal(asked[0]?.created_at_before, now - DAY);
    assert.ok(!Object.hasOwn(asked[1] ?? {}, 'created_at_before'));
  });

  it('halves a slice that fails, and goes on in slices of that length', async () => {
    const { asked, error } = await read({ ...quiet, longest: 3 * DAY }, span(6 * DAY));
    assert.ifError(error);
    assert.deepEqual(bounds(asked), [
      [0, 5 * DAY],
      [0, 2.5 * DAY],
      [2.5 * DAY - 1, 5 * DAY],
      [5 * DAY - 1, 6 * DAY],
    ]);
  });

  it('gives up where an hour fails, too', async () => {
    const { asked, error } = await read({ ...quiet, longest: 0 }, span(6 * DAY));
    assert.match(String(error), /failed with 500/);
    assert.ok(asked.length <= 9, String(asked.length));
  });

  for (const failure of [
    new ApiError('refused', { status: 400, retryable: false }),
    new ConnectionError('reset', true),
    new TypeError('a slip of ours'),
  ])
    it(`does not halve after ${failure.name} ${failure.message}`, async () => {
      let calls = 0;
      const call = async () => {
        calls += 1;
        throw failure;
      };
      await assert.rejects(slicedPages(call, operation, slices, span(6 * DAY), {}).next(), failure);
      assert.equal(calls, 1);
    });

  it('hands out entries that have no id', async () => {
    const call = async (): Promise<Answer> => ({
      status: 200,
      headers: {},
      body: { activity_logs: [{ a: 1 }, { a: 2 }] },
      size: 0,
    });
    let count = 0;
    for await (const { items } of slicedPages(call, operation, slices, span(6 * DAY), {})) count += items.length;
    assert.equal(count, 4);
  });

  it('hands out every entry of the span once, whatever is within, too long, or fails midway', async () => {
    const log = fc
      .array(
        fc.oneof(fc.integer({ min: 0, max: 12 * DAY }), fc.constantFrom(0, 2.5 * DAY, 5 * DAY - 1, 5 * DAY, 10 * DAY)),
        { maxLength: 40 },
      )
      .map((times) => times.map((time, n): Entry => ({ id: `e${n}`, at: START + time })));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          log,
          withAfter: fc.boolean(),
          withBefore: fc.boolean(),
          longest: fc.integer({ min: HOUR, max: 6 * DAY }),
          failsAt: fc.integer({ min: 1, max: 4 }),
        }),
        async (server) => {
          const { got, error } = await read(server, span(12 * DAY));
          assert.ifError(error);
          const end = START + 12 * DAY;
          const due = server.log.filter(
            ({ at }) => (server.withAfter || at > START) && (server.withBefore || at < end),
          );
          assert.deepEqual(got.sort(), due.map(({ id }) => id).sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});
