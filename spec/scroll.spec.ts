import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import fc from 'fast-check';
import nock from 'nock';
import { Intercom } from '../lib/intercom/client';
import { ApiError } from '../lib/intercom/errors';
import type { Operation } from '../lib/intercom/operation';
import {
  type Clock,
  ScrollBrokenError,
  type ScrollClient,
  ScrollExistsError,
  ScrollOverError,
  scroll,
  scrollPage,
} from '../lib/scroll';
import { run, TOKEN } from './support/component';
import { HOST, withNock } from './support/nock';

const OPERATION: Operation = { request: 'GET /companies/scroll', paging: { style: 'scroll', items: 'data' } };
const PARAM = '5e0a8d31-90c4-4f1b-a6e2-1d7b3c9f0a42';
const client = () => new Intercom({ accessToken: TOKEN, patienceMs: 0 });

/** A clock that stands still unless somebody waits or winds it on. */
class SpecClock implements Clock {
  readonly pauses: number[] = [];
  private time = 0;
  constructor(private readonly passes: (ms: number) => void = () => {}) {}
  now = () => this.time;
  wind(ms: number): void {
    this.time += ms;
    this.passes(ms);
  }
  async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    this.wind(ms);
  }
}

const page = (...ids: string[]) => ({
  type: 'list',
  data: ids.map((id) => ({ type: 'company', id })),
  scroll_param: PARAM,
});
const failure = (code: string, message: string) => ({ type: 'error.list', errors: [{ code, message }] });
const EXISTS = failure('scroll_exists', 'scroll already exists for this workspace');
const OVER = failure('not_found', 'scroll parameter not found');
const BROKEN = failure('server_error', 'Something went wrong');

/** Expects the first page of a new scroll to be asked for. */
const opening = () => nock(HOST).get('/companies/scroll').query({});
/** Expects a further page to be asked for. */
const following = () => nock(HOST).get('/companies/scroll').query({ scroll_param: PARAM });

async function ids(clock: Clock, input = {}, whenGiven: (id: string) => void = () => {}): Promise<string[]> {
  const given: string[] = [];
  for await (const { items } of scroll(client(), OPERATION, input, clock)) {
    for (const { id } of items) {
      given.push(String(id));
      whenGiven(String(id));
    }
  }
  return given;
}

describe('scroll', () => {
  withNock();

  it('reads on with the same scroll_param until a page is empty', async () => {
    opening().reply(200, page('a', 'b'));
    following().reply(200, page('c'));
    following().reply(200, page());
    assert.deepEqual(await ids(new SpecClock()), ['a', 'b', 'c']);
  });

  it('takes a 404 after a page for the end', async () => {
    opening().reply(200, page('a', 'b'));
    following().reply(404, OVER);
    assert.deepEqual(await ids(new SpecClock()), ['a', 'b']);
  });

  it('does not take a 404 for the end when the scroll was idle for too long', async () => {
    const clock = new SpecClock();
    opening().reply(200, page('a', 'b'));
    following().reply(404, OVER);
    opening().reply(200, page('a', 'b'));
    following().reply(200, page('c'));
    following().reply(200, page());
    const given = await ids(clock, {}, (id) => {
      if (id === 'b') clock.wind(65_000);
    });
    assert.deepEqual(given, ['a', 'b', 'c']);
  });

  for (const [what, fail] of [
    ['a server error', () => following().reply(500, BROKEN)],
    ['a reset connection', () => following().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
    [
      'an answer that is cut short',
      () => following().reply(200, '{"type":"list","da', { 'content-type': 'application/json' }),
    ],
  ] as const) {
    it(`begins anew after ${what}, never asks for that page again, and passes over what was handed out`, async () => {
      const clock = new SpecClock();
      opening().reply(200, page('a', 'b'));
      fail();
      opening().reply(200, page('b', 'a'));
      following().reply(200, page('x', 'c'));
      following().reply(200, page());
      assert.deepEqual(await ids(clock), ['a', 'b', 'x', 'c']);
      assert.deepEqual(clock.pauses, [1_000]);
    });
  }

  it('tries the first page again after a server error', async () => {
    const clock = new SpecClock();
    opening().reply(503, BROKEN);
    opening().reply(200, page('a'));
    following().reply(200, page());
    assert.deepEqual(await ids(clock), ['a']);
    assert.deepEqual(clock.pauses, [1_000]);
  });

  it("says at once that somebody else's scroll is open, as an error that time mends", async () => {
    const clock = new SpecClock();
    opening().reply(400, EXISTS);
    await assert.rejects(ids(clock), (error) => {
      assert.ok(error instanceof ScrollExistsError);
      assert.equal(error.retryable, true);
      assert.match(error.message, /^GET \/companies\/scroll: another scroll .* is open in this app/);
      return true;
    });
    assert.deepEqual(clock.pauses, []);
  });

  it('knows that answer without its code too', async () => {
    opening().reply(400, { type: 'error.list', errors: [{ message: 'scroll already exists for this app' }] });
    await assert.rejects(ids(new SpecClock()), ScrollExistsError);
  });

  it('waits a minute for the scroll that broke to be closed', async () => {
    const clock = new SpecClock();
    opening().reply(200, page('a'));
    following().reply(500, BROKEN);
    opening().reply(400, EXISTS);
    opening().reply(200, page('a'));
    following().reply(200, page('b'));
    following().reply(200, page());
    assert.deepEqual(await ids(clock), ['a', 'b']);
    assert.deepEqual(clock.pauses, [1_000, 61_000]);
  });

  it('gives up after six new beginnings', async () => {
    const clock = new SpecClock();
    opening().times(7).reply(200, page('a'));
    following().times(7).reply(500, BROKEN);
    await assert.rejects(ids(clock), ScrollBrokenError);
    assert.equal(clock.pauses.length, 6);
  });

  it('gives up sooner where nothing was handed out yet', async () => {
    const clock = new SpecClock();
    opening().times(4).reply(503, BROKEN);
    await assert.rejects(ids(clock), (error) => error instanceof ApiError && error.status === 503 && error.retryable);
    assert.deepEqual(clock.pauses, [1_000, 2_000, 4_000]);
  });

  it('waits for the rate limit and asks for the same page', async () => {
    // The client's limiter goes by the time of day, which has to pass as the pauses do.
    const day = FakeTimers.install({ toFake: ['Date'] });
    const clock = new SpecClock((ms) => day.tick(ms));
    opening().reply(200, page('a'));
    following().reply(429, failure('rate_limit_exceeded', 'Exceeded rate limit'), { 'retry-after': '7' });
    following().reply(200, page('b'));
    following().reply(200, page());
    const given = await ids(clock).finally(() => day.uninstall());
    assert.deepEqual(given, ['a', 'b']);
    assert.ok(clock.pauses.length >= 1 && clock.pauses.every((ms) => ms >= 1_000 && ms <= 7_000), String(clock.pauses));
  });

  it('throws other refusals as they are', async () => {
    opening().reply(401, failure('unauthorized', 'Access Token Invalid'));
    await assert.rejects(ids(new SpecClock()), (error) => error instanceof ApiError && error.status === 401);
  });

  it('stops where the same pages come again and again', async () => {
    opening().reply(200, page('a', 'b'));
    following().reply(200, page('a', 'b'));
    await assert.rejects(ids(new SpecClock()), /same pages again and again/);
  });

  it('does not mistake a record that comes twice for pages that do', async () => {
    opening().reply(200, page('a', 'b'));
    following().reply(200, page('b', 'c'));
    following().reply(500, BROKEN);
    opening().reply(200, page('a', 'b'));
    following().reply(200, page('b', 'c'));
    following().reply(200, page('d'));
    following().reply(200, page());
    assert.deepEqual(await ids(new SpecClock()), ['a', 'b', 'c', 'd']);
  });

  it('goes on with a scroll that an earlier step began', async () => {
    following().reply(200, page('c'));
    following().reply(200, page());
    assert.deepEqual(await ids(new SpecClock(), { scroll_param: PARAM }), ['c']);
  });

  it('does not take a scroll that is over from the outset for an empty one', async () => {
    following().reply(404, OVER);
    await assert.rejects(ids(new SpecClock(), { scroll_param: PARAM }), ScrollOverError);
  });

  it('reads no further than somebody listens', async () => {
    opening().reply(200, page('a', 'b'));
    for await (const { items } of scroll(client(), OPERATION, {}, new SpecClock())) {
      assert.equal(items.length, 2);
      break;
    }
  });

  it('hands out every record once, wherever it fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.uniqueArray(fc.record({ request: fc.nat(25), moved: fc.boolean() }), {
          maxLength: 3,
          selector: ({ request }) => request,
        }),
        fc.boolean(),
        async (count, size, failures, endsWith404) => {
          const server = scrollServer(count, size, failures, endsWith404);
          const given: unknown[] = [];
          for await (const { items } of scroll(server, OPERATION, {}, new SpecClock())) {
            given.push(...items.map(({ id }) => id));
          }
          assert.deepEqual(given.sort(), Array.from({ length: count }, (_, index) => `c${index}`).sort());
        },
      ),
      { numRuns: 300 },
    );
  });
});

interface ServerFailure {
  /** Which of all requests fails, counted from 0. */
  request: number;
  /** Whether the scroll moved on although its answer was lost. */
  moved: boolean;
}

/** Intercom's scroll as its users report it: one place, one scroll_param for every page. */
function scrollServer(count: number, size: number, failures: ServerFailure[], endsWith404: boolean): ScrollClient {
  let place = 0;
  let request = -1;
  const fail = (status: number, retryable: boolean) =>
    new ApiError(`GET /companies/scroll failed with ${status}`, { status, retryable });
  return {
    async call(_operation, input = {}) {
      request += 1;
      if (input.scroll_param === undefined) place = 0;
      const failing = failures.find((one) => one.request === request);
      if (failing?.moved) place += size;
      if (failing) throw fail(500, true);
      const records = Array.from({ length: count }, (_, index) => `c${index}`).slice(place, place + size);
      if (records.length === 0 && endsWith404 && input.scroll_param !== undefined) throw fail(404, false);
      place += size;
      return { status: 200, headers: {}, body: page(...records), size: 1 };
    },
  };
}

describe('scrollPage', () => {
  withNock();

  it('does not ask for a page again after a failure, and says that a new scroll is needed', async () => {
    following().reply(500, BROKEN);
    await assert.rejects(scrollPage(client(), OPERATION, { scroll_param: PARAM }), (error) => {
      assert.ok(error instanceof ScrollBrokenError);
      assert.equal(error.retryable, false);
      assert.match(error.message, /500 server_error: Something went wrong\. The scroll is lost: begin a new one/);
      return true;
    });
  });

  it('leaves a failure of the first page to be tried again later', async () => {
    opening().reply(500, BROKEN);
    await assert.rejects(
      scrollPage(client(), OPERATION, {}),
      (error) => error instanceof ApiError && error.status === 500 && error.retryable,
    );
  });
});

describe('scrollCompanies', () => {
  withNock();

  it('lets the message come back later while another scroll is open', async () => {
    opening().reply(400, EXISTS);
    const { rebounds, errors, emitted } = await run('scrollCompanies', { config: { output: 'all' } });
    assert.match(rebounds[0]?.message ?? '', /another scroll over the companies is open/);
    assert.deepEqual([errors, emitted], [[], []]);
  });

  it('fails, and does not come back, where a page in the middle was lost', async () => {
    following().reply(500, BROKEN);
    const { rebounds, errors } = await run('scrollCompanies', { message: { data: { scroll_param: PARAM } } });
    assert.match(errors[0]?.message ?? '', /The scroll is lost/);
    assert.deepEqual(rebounds, []);
  });

  it('emits no more than maxItems, in the middle of a page', async () => {
    opening().reply(200, page('a', 'b'));
    following().reply(200, page('c', 'd'));
    const { emitted, errors } = await run('scrollCompanies', { config: { output: 'all', maxItems: 3 } });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      emitted.map(({ metadata }) => metadata),
      [{ recordUid: 'a' }, { recordUid: 'b' }, { recordUid: 'c' }],
    );
  });

  it('sends the version that the step chose', async () => {
    nock(HOST, { reqheaders: { 'intercom-version': '2.9' } })
      .get('/companies/scroll')
      .reply(200, page());
    const { emitted, errors } = await run('scrollCompanies', { config: { apiVersion: '2.9' } });
    assert.deepEqual(errors, []);
    assert.deepEqual(emitted, [{ data: page(), metadata: {} }]);
  });
});
