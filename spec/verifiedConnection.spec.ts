import assert from 'node:assert/strict';
import nock from 'nock';
import { Intercom } from '../lib/intercom/client';
import { type Connection, PROBES, verifiedConnection } from '../lib/verifiedConnection';
import { HOST, withNock } from './support/nock';

const ME = { type: 'admin', id: '991267459', name: 'Ada Sandbox', app: { type: 'app', name: 'Acme', region: 'US' } };
const LIST = { type: 'list', data: [] };

function meIn(region: unknown): object {
  return { ...ME, app: { ...ME.app, region } };
}

function typeOf(body: object | string): Record<string, string> {
  return { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' };
}

interface Reply {
  status: number;
  body: object | string;
}

describe('verifiedConnection', () => {
  withNock();

  async function verified(me: object | string, replies: Record<string, Reply> = {}): Promise<Connection> {
    nock(HOST).get('/me').reply(200, me, typeOf(me));
    for (const { area, operation } of PROBES) {
      const [method = '', path = ''] = operation.request.split(' ');
      const { status, body } = replies[area] ?? { status: 200, body: LIST };
      nock(HOST).intercept(path, method).query(true).reply(status, body, typeOf(body));
    }
    return verifiedConnection(new Intercom({ accessToken: 'spec-token-0123456789', patienceMs: 0 }));
  }

  it('is content where every area told', async () => {
    const { ok, problems } = await verified(ME);
    assert.deepEqual([ok, problems], [true, []]);
  });

  for (const [title, reply] of [
    ['failed', { status: 503, body: '' }],
    ['was not found', { status: 404, body: {} }],
    ['answered with a text', { status: 200, body: 'pong' }],
  ] as const)
    it(`is not content where a probe ${title}, and names the area`, async () => {
      const { ok, problems, permissions } = await verified(ME, { tags: reply });
      assert.equal(ok, false);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /^Whether tags can be read is unknown: GET \/tags /);
      const [tags] = permissions.filter(({ area }) => area === 'tags');
      assert.equal(tags?.allowed, undefined);
      assert.ok(problems[0]?.endsWith(`: ${tags?.reason}`));
    });

  it('names every area that told nothing', async () => {
    const failed = { status: 500, body: '' };
    const replies = Object.fromEntries(PROBES.map(({ area }) => [area, failed]));
    const { ok, problems } = await verified(ME, replies);
    assert.equal(ok, false);
    assert.deepEqual(
      problems.map((problem) => problem.split(' ')[1]),
      PROBES.map(({ area }) => area),
    );
  });

  for (const me of ['pong', '', [], {}, { type: 'list', data: [] }])
    it(`is not content with ${JSON.stringify(me)} for /me`, async () => {
      const { ok, problems } = await verified(me);
      assert.equal(ok, false);
      assert.match(problems.join(), /^GET \/me did not say whose token this is/);
    });

  for (const [word, actual] of [
    ['US', 'us'],
    ['eu ', 'eu'],
    ['Europe', 'eu'],
    ['AU', 'au'],
    ['usa', undefined],
    ['constructor', undefined],
    ['', undefined],
    [7, undefined],
  ] as const)
    it(`takes ${JSON.stringify(word)} for ${actual ?? 'no region that it knows'}`, async () => {
      const { ok, region, problems } = await verified(meIn(word));
      assert.deepEqual(region, {
        configured: 'us',
        ...(actual !== undefined && { actual, matches: actual === 'us' }),
      });
      assert.equal(ok, actual === 'us' || actual === undefined);
      if (!ok) assert.match(problems.join(), new RegExp(`: set region to ${actual}\\.$`));
    });

  it('counts no area against a version of Intercom that does not have it', async () => {
    for (const { operation } of PROBES) {
      const [method = '', path = ''] = operation.request.split(' ');
      if (!operation.since) nock(HOST).intercept(path, method).query(true).reply(200, LIST);
    }
    nock(HOST).get('/me').reply(200, ME);
    const intercom = new Intercom({ accessToken: 'spec-token-0123456789', apiVersion: '2.8', patienceMs: 0 });
    const { ok, permissions, problems } = await verifiedConnection(intercom);
    assert.deepEqual([ok, problems], [true, []]);
    const [tickets] = permissions.filter(({ area }) => area === 'tickets');
    assert.equal(tickets?.allowed, undefined);
    assert.match(tickets?.reason ?? '', /2\.9 and newer/);
  });
});
