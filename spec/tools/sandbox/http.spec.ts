import assert from 'node:assert/strict';
import { FakeIntercom, type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: every request', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  afterEach(() => sandbox.close());

  it('refuses a missing or wrong token with an error list and a request id', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: sandbox.token }]) {
      const response = await fetch(`${sandbox.url}/me`, { headers });
      assert.equal(response.status, 401);
      const body = (await response.json()) as { type: string; request_id: string; errors: { code: string }[] };
      assert.equal(body.type, 'error.list');
      assert.equal(body.errors[0]?.code, 'unauthorized');
      assert.match(body.request_id, /^[0-9a-f-]{36}$/);
      assert.equal(response.headers.get('x-request-id'), body.request_id);
      assert.equal(response.headers.get('x-ratelimit-limit'), null);
    }
  });

  it('takes several tokens and counts each one by itself', async () => {
    const shared = await startSandbox({ now: NOON, token: ['one', 'two'], rateLimit: { limit: 1, windowSeconds: 10 } });
    const get = (token: string) => fetch(`${shared.url}/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(shared.token, 'one');
    assert.deepEqual(
      [(await get('one')).status, (await get('two')).status, (await get('one')).status],
      [200, 200, 429],
    );
    await shared.close();
  });

  it('answers as 2.16 without a version, and 400 for one that it does not know', async () => {
    assert.equal((await send(sandbox, 'GET /me')).headers.get('intercom-version'), '2.16');
    assert.equal(refusal(await send(sandbox, 'GET /me', undefined, '2.17')), '400 intercom_version_invalid');
    assert.equal(refusal(await send(sandbox, 'GET /me', undefined, 'latest')), '400 intercom_version_invalid');
    for (const version of ['1.0', '2.0', '2.7', '2.10', 'Preview']) {
      assert.equal((await send(sandbox, 'GET /me', undefined, version)).status, 200);
    }
  });

  it('has each operation only in its versions', async () => {
    const { id } = sandbox.workspace.contacts.create({ email: 'nora@example.com' });
    const talk = sandbox.workspace.conversations.create({ by: id, body: 'Hello' }).id;
    const cases: [string, string, number][] = [
      [`POST /contacts/${id}/block`, '2.12', 404],
      [`POST /contacts/${id}/block`, '2.13', 200],
      [`GET /contacts/${id}/merge_history`, '2.15', 404],
      [`GET /contacts/${id}/merge_history`, '2.16', 200],
      ['GET /contacts/activities', '2.16', 404],
      ['GET /contacts/activities', 'Preview', 200],
      [`POST /conversations/${talk}/run_assignment_rules`, '2.7', 200],
      [`POST /conversations/${talk}/run_assignment_rules`, '2.11', 200],
      [`POST /conversations/${talk}/run_assignment_rules`, '2.12', 404],
      [`POST /conversations/${talk}/run_assignment_rules`, 'Preview', 404],
    ];
    for (const [request, version, status] of cases) {
      assert.equal((await send(sandbox, request, undefined, version)).status, status, `${request} in ${version}`);
    }
    assert.equal(
      refusal(await send(sandbox, 'GET /conversations/deleted', undefined, '2.15')),
      '400 intercom_version_invalid',
    );
  });

  it('answers 404 for paths and methods that are not there, and 400 for a body that is no object', async () => {
    for (const request of ['GET /nothing', 'PATCH /me', 'GET /contacts/a/b/c/d', 'GET /contacts//tags']) {
      assert.equal(refusal(await send(sandbox, request)), '404 not_found', request);
    }
    assert.equal(refusal(await send(sandbox, 'POST /contacts', [1])), '400 parameter_invalid');
    const headers = { authorization: `Bearer ${sandbox.token}` };
    const broken = await fetch(`${sandbox.url}/contacts`, { method: 'POST', headers, body: '{"email":' });
    assert.equal(broken.status, 400);
  });

  it('stamps answers with the time of its own clock', async () => {
    assert.equal((await send(sandbox, 'GET /me')).headers.get('date'), 'Tue, 10 Mar 2026 12:00:00 GMT');
    sandbox.clock.advance(3600);
    assert.equal((await send(sandbox, 'GET /me')).headers.get('date'), 'Tue, 10 Mar 2026 13:00:00 GMT');
    sandbox.clock.set(NOON - 60);
    assert.equal((await send(sandbox, 'GET /me')).headers.get('date'), 'Tue, 10 Mar 2026 11:59:00 GMT');
  });

  it('follows the real clock when it is given none, and keeps a lead', async () => {
    const real = await startSandbox();
    assert.ok(Math.abs(real.clock.now() - Date.now() / 1000) <= 1);
    real.clock.advance(500);
    assert.ok(Math.abs(real.clock.now() - Date.now() / 1000 - 500) <= 1);
    real.clock.set(NOON);
    assert.ok(Math.abs(real.clock.now() - NOON) <= 1);
    await real.close();
  });

  it('logs what was asked, without the token', async () => {
    await send(sandbox, 'POST /tags?a=b', { name: 'VIP' }, '2.12');
    await send(sandbox, 'GET /nothing');
    const [first, second] = sandbox.requests.list();
    assert.equal(first?.method, 'POST');
    assert.equal(first?.path, '/tags');
    assert.equal(first?.route, 'POST /tags');
    assert.deepEqual(first?.query, { a: 'b' });
    assert.deepEqual(first?.body, { name: 'VIP' });
    assert.equal(first?.headers['intercom-version'], '2.12');
    assert.equal(first?.headers.authorization, undefined);
    assert.ok(!JSON.stringify(sandbox.requests.list()).includes(sandbox.token));
    assert.equal(second?.route, undefined);
    assert.equal(sandbox.requests.count(), 2);
    assert.equal(sandbox.requests.count('POST /tags'), 1);
    assert.equal(sandbox.requests.list('POST /tags').length, 1);
    sandbox.requests.clear();
    assert.equal(sandbox.requests.count(), 0);
    assert.equal(sandbox.requests.count('POST /tags'), 0);
  });

  it('keeps counting beyond the requests that it remembers', async () => {
    const fake = new FakeIntercom({ now: NOON });
    const headers = { authorization: `Bearer ${fake.token}` };
    for (let call = 0; call < 20_500; call++)
      await fake.answer({ method: 'GET', url: 'http://127.0.0.1/tags', headers });
    assert.equal(fake.requests.count('GET /tags'), 20_500);
    assert.ok(fake.requests.list().length < 20_000);
    assert.ok(fake.requests.list().length >= 10_000);
  });

  it('lets a hook change records before a request is answered', async () => {
    const stop = sandbox.onRequest(async ({ route }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (route === 'GET /contacts') sandbox.workspace.contacts.create({ email: 'late@example.com' });
    });
    assert.equal((await send(sandbox, 'GET /contacts')).body.total_count, 1);
    stop();
    assert.equal((await send(sandbox, 'GET /contacts')).body.total_count, 1);
  });

  it('takes further operations, which win over its own', async () => {
    const own = await startSandbox({
      routes: [
        { request: 'GET /me', handle: () => ({ type: 'someone else' }) },
        { request: 'GET /calls/{call_id}', since: '2.11', handle: ({ path }) => ({ id: path('call_id') }) },
      ],
    });
    assert.deepEqual((await send(own, 'GET /me')).body, { type: 'someone else' });
    assert.deepEqual((await send(own, 'GET /calls/a%2Fb')).body, { id: 'a/b' });
    await own.close();
  });

  it('starts over on reset', async () => {
    sandbox.workspace.contacts.create({ email: 'nora@example.com' });
    sandbox.faults.add({ kind: 'status', status: 500 });
    sandbox.clock.advance(99);
    await send(sandbox, 'GET /me');
    sandbox.reset();
    assert.equal(sandbox.clock.now(), NOON);
    assert.equal(sandbox.requests.count(), 0);
    assert.equal((await send(sandbox, 'GET /contacts')).body.total_count, 0);
  });

  it('refuses an unknown time zone at once', async () => {
    await assert.rejects(startSandbox({ timezone: 'Europe/Atlantis' }), RangeError);
  });

  it('starts in next to no time', () => {
    const started = performance.now();
    for (let index = 0; index < 500; index++) new FakeIntercom({ now: NOON });
    assert.ok(performance.now() - started < 500);
  });
});

describe('sandbox: rate limit', () => {
  const start = (rateLimit: { limit: number; windowSeconds: number; retryAfter?: boolean; headers?: boolean }) =>
    startSandbox({ now: NOON + 3, rateLimit });

  it('counts down in windows of its clock and opens a new one', async () => {
    const sandbox = await start({ limit: 2, windowSeconds: 10 });
    const ask = async () => {
      const { status, headers } = await send(sandbox, 'GET /me');
      return [
        status,
        headers.get('x-ratelimit-limit'),
        headers.get('x-ratelimit-remaining'),
        headers.get('x-ratelimit-reset'),
      ];
    };
    const reset = String(NOON + 10);
    assert.deepEqual(await ask(), [200, '2', '1', reset]);
    assert.deepEqual(await ask(), [200, '2', '0', reset]);
    assert.deepEqual(await ask(), [429, '2', '0', reset]);
    sandbox.clock.advance(6);
    assert.deepEqual(await ask(), [429, '2', '0', reset]);
    sandbox.clock.advance(1);
    assert.deepEqual(await ask(), [200, '2', '1', String(NOON + 20)]);
    await sandbox.close();
  });

  it('does nothing for a call beyond the limit', async () => {
    const sandbox = await start({ limit: 1, windowSeconds: 10 });
    await send(sandbox, 'GET /me');
    const refused = await send(sandbox, 'POST /tags', { name: 'VIP' });
    assert.equal(refusal(refused), '429 rate_limit_exceeded');
    assert.equal(refused.headers.get('retry-after'), null);
    assert.equal(sandbox.workspace.tags.list().length, 0);
    await sandbox.close();
  });

  it('can send Retry-After, leave its headers out, and be spent by others', async () => {
    const sandbox = await start({ limit: 10, windowSeconds: 10, retryAfter: true, headers: false });
    sandbox.rateLimit.spend(sandbox.token, 9);
    const [last, over] = [await send(sandbox, 'GET /me'), await send(sandbox, 'GET /me')];
    assert.equal(last.status, 200);
    assert.equal(last.headers.get('x-ratelimit-remaining'), null);
    assert.equal(over.status, 429);
    assert.equal(over.headers.get('retry-after'), '7');
    await sandbox.close();
  });
});
