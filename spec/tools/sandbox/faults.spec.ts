import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { controlRoutes } from '../../../tools/sandbox/control';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: faults', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  afterEach(() => sandbox.close());

  const makeTag = () => send(sandbox, 'POST /tags', { name: 'VIP' });
  const tags = () => sandbox.workspace.tags.list().length;

  it('delays an answer', async () => {
    sandbox.faults.add({ kind: 'latency', ms: 60 }, { times: 1 });
    const started = performance.now();
    assert.equal((await makeTag()).status, 200);
    assert.ok(performance.now() - started >= 55);
    const again = performance.now();
    await makeTag();
    assert.ok(performance.now() - again < 50);
  });

  it('answers an error status before anything was done, or after', async () => {
    sandbox.faults.add({ kind: 'status', status: 503 }, { times: 1 });
    const before = await makeTag();
    assert.equal(refusal(before), '503 service_unavailable');
    assert.equal(before.headers.get('x-request-id'), before.body.request_id);
    assert.equal(tags(), 0);
    sandbox.faults.add(
      { kind: 'status', status: 500, acts: true, message: 'Oops', code: 'server_error' },
      { times: 1 },
    );
    assert.equal(refusal(await makeTag()), '500 server_error');
    assert.equal(tags(), 1);
    assert.equal((await makeTag()).status, 200);
  });

  it("answers with a gateway's page", async () => {
    sandbox.faults.add({ kind: 'status', status: 502, html: true, headers: { Server: 'gateway' } });
    const { status, headers, body } = await send(sandbox, 'GET /me');
    assert.equal(status, 502);
    assert.equal(headers.get('content-type'), 'text/html');
    assert.equal(headers.get('server'), 'gateway');
    assert.match(body, /^<html>/);
  });

  it('answers 429 with or without Retry-After and its other headers', async () => {
    sandbox.faults.add({ kind: 'rateLimit', retryAfter: 3 }, { times: 1 });
    const polite = await makeTag();
    assert.equal(refusal(polite), '429 rate_limit_exceeded');
    assert.equal(polite.headers.get('retry-after'), '3');
    assert.ok(polite.headers.get('x-ratelimit-reset'));
    sandbox.faults.add({ kind: 'rateLimit', headers: false }, { times: 1 });
    const bare = await makeTag();
    assert.equal(bare.status, 429);
    assert.equal(bare.headers.get('retry-after'), null);
    assert.equal(bare.headers.get('x-ratelimit-reset'), null);
    assert.equal(tags(), 0);
  });

  it('cuts the connection before the answer, with the work done or not, and in the body', async () => {
    sandbox.faults.add({ kind: 'reset', at: 'answer' }, { times: 1 });
    await assert.rejects(makeTag(), TypeError);
    assert.equal(tags(), 0);
    sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { times: 1 });
    await assert.rejects(makeTag(), TypeError);
    assert.equal(tags(), 1);
    sandbox.faults.add({ kind: 'reset', at: 'body' }, { times: 1 });
    const response = await fetch(`${sandbox.url}/me`, { headers: { authorization: `Bearer ${sandbox.token}` } });
    assert.equal(response.status, 200);
    await assert.rejects(response.text(), TypeError);
    assert.equal((await makeTag()).status, 200);
  });

  it('breaks the JSON of a good answer', async () => {
    sandbox.faults.add({ kind: 'brokenJson' }, { times: 1 });
    const { status, headers, body } = await send(sandbox, 'GET /me');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /json/);
    assert.equal(typeof body, 'string');
    assert.throws(() => JSON.parse(body), SyntaxError);
  });

  it('never answers, or stops in the body', async () => {
    for (const at of ['answer', 'body'] as const) {
      sandbox.faults.add({ kind: 'stall', at, acts: true }, { times: 1 });
      const asked = fetch(`${sandbox.url}/tags`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.token}` },
        body: JSON.stringify({ name: at }),
        signal: AbortSignal.timeout(100),
      }).then((response) => response.text());
      await assert.rejects(asked, { name: 'TimeoutError' });
      assert.ok(sandbox.workspace.tags.list().some((tag) => tag.name === at));
    }
  });

  it('lets a body trickle', async () => {
    sandbox.faults.add({ kind: 'slowBody', ms: 100 }, { times: 1 });
    const started = performance.now();
    const response = await fetch(`${sandbox.url}/me`, { headers: { authorization: `Bearer ${sandbox.token}` } });
    const headersAt = performance.now() - started;
    const body = (await response.json()) as { type: string };
    assert.equal(body.type, 'admin');
    assert.ok(performance.now() - started >= 80);
    assert.ok(headersAt < 60);
  });

  it('hits one route, so many times, until removed or cleared', async () => {
    const fault = sandbox.faults.add({ kind: 'status', status: 500 }, { route: 'GET /tags/{tag_id}', times: 2 });
    const id = sandbox.workspace.tags.named('VIP').id;
    const statuses = [];
    for (const path of ['GET /tags', `GET /tags/${id}`, `GET /tags/${id}`, `GET /tags/${id}`]) {
      statuses.push((await send(sandbox, path)).status);
    }
    assert.deepEqual(statuses, [200, 500, 500, 200]);
    assert.equal(fault.hits, 2);
    const everywhere = sandbox.faults.add({ kind: 'status', status: 500 });
    assert.equal((await send(sandbox, 'GET /tags')).status, 500);
    everywhere.remove();
    assert.equal((await send(sandbox, 'GET /tags')).status, 200);
    sandbox.faults.add({ kind: 'status', status: 500 });
    sandbox.faults.clear();
    assert.equal((await send(sandbox, 'GET /tags')).status, 200);
  });

  it('hits by seeded chance: the same seed, the same hits', async () => {
    const run = async (seed: number) => {
      sandbox.faults.clear();
      sandbox.faults.seed(seed);
      sandbox.faults.add({ kind: 'status', status: 500 }, { probability: 0.3 });
      const statuses = [];
      for (let call = 0; call < 100; call++) statuses.push((await send(sandbox, 'GET /tags')).status);
      return statuses;
    };
    const first = await run(7);
    const hits = first.filter((status) => status === 500).length;
    assert.ok(hits > 15 && hits < 45, `${hits} hits`);
    assert.deepEqual(await run(7), first);
    assert.notDeepEqual(await run(8), first);
  });

  it('adds latency to another fault, and lets only the first of the others act', async () => {
    sandbox.faults.add({ kind: 'latency', ms: 40 });
    sandbox.faults.add({ kind: 'status', status: 502 }, { times: 1 });
    sandbox.faults.add({ kind: 'status', status: 503 }, { times: 1 });
    const started = performance.now();
    assert.equal((await send(sandbox, 'GET /me')).status, 502);
    assert.ok(performance.now() - started >= 35);
    assert.equal((await send(sandbox, 'GET /me')).status, 503);
  });

  it('closes while a client still waits', async () => {
    const own = await startSandbox();
    own.faults.add({ kind: 'stall', at: 'answer' });
    const waiting = assert.rejects(send(own, 'GET /me'), TypeError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await own.close();
    await waiting;
  });
});

describe('sandbox: levers over HTTP', () => {
  it('move the clock, switch faults, show the log, and are hit by neither faults nor the limit', async () => {
    const sandbox = await startSandbox({
      now: NOON,
      routes: controlRoutes,
      rateLimit: { limit: 1, windowSeconds: 10 },
    });
    assert.deepEqual((await send(sandbox, 'POST /sandbox/clock', { advance: 90 })).body, { now: NOON + 90 });
    const fault = { kind: 'status', status: 503, times: 2, route: 'GET /me' };
    assert.equal((await send(sandbox, 'POST /sandbox/faults', fault)).status, 200);
    assert.equal((await send(sandbox, 'GET /me')).status, 503);
    await send(sandbox, 'POST /sandbox/faults', { kind: 'stall' });
    assert.equal((await send(sandbox, 'DELETE /sandbox/faults')).status, 200);
    assert.equal((await send(sandbox, 'GET /me')).status, 429);
    const { body } = await send(sandbox, 'GET /sandbox/requests');
    assert.ok(body.requests.some((one: { path: string }) => one.path === '/me'));
    assert.equal(refusal(await send(sandbox, 'POST /sandbox/faults', { kind: 'fire' })), '400 parameter_invalid');
    assert.equal(
      refusal(await send(sandbox, 'POST /sandbox/faults', { kind: 'stall', at: 'lunch' })),
      '400 parameter_invalid',
    );
    const stranger = await fetch(`${sandbox.url}/sandbox/clock`, { method: 'POST', body: '{"advance":9}' });
    assert.equal(stranger.status, 401);
    assert.equal(sandbox.clock.now(), NOON + 90);
    await sandbox.close();
  });
});
