import assert from 'node:assert/strict';
import { type HookFront, openHooks } from '../../../tools/oih/hooks';
import type { Message } from '../../../tools/oih/message';

describe('The front of the webhook service', () => {
  let front: HookFront;
  let started: [flowId: string, message: Message][];

  beforeEach(async () => {
    started = [];
    front = await openHooks((flowId, message) => {
      if (flowId === 'gone') throw new Error('No such flow');
      started.push([flowId, message]);
    });
  });
  afterEach(() => front.close());

  const post = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${front.url}${path}`, { method: 'POST', body, headers });

  it('starts a flow with the message that the platform makes of a request', async () => {
    const response = await post('/hook/my-flow/more?token=a&list=1&list=2', '{"topic":"ping"}', {
      'content-type': 'application/json; charset=utf-8',
      'X-Hub-Signature': 'sha1=0',
    });
    assert.equal(response.status, 200);
    const [[flowId, message] = []] = started;
    assert.equal(flowId, 'my-flow');
    const { headers, ...rest } = { ...message };
    assert.equal(Object(headers)['x-hub-signature'], 'sha1=0');
    assert.deepEqual(rest, {
      data: { topic: 'ping' },
      metadata: {},
      attachments: {},
      query: { token: 'a', list: ['1', '2'] },
      params: { id: 'my-flow' },
      method: 'POST',
      url: '/hook/my-flow/more?token=a&list=1&list=2',
      originalUrl: '/hook/my-flow/more?token=a&list=1&list=2',
      pathSuffix: '/more',
    });
  });

  it('answers HEAD and starts nothing', async () => {
    const response = await fetch(`${front.url}/hook/my-flow?token=a`, { method: 'HEAD' });
    assert.deepEqual([response.status, started], [200, []]);
  });

  it('starts a flow by GET with the query as data', async () => {
    const response = await fetch(`${front.url}/hook/my-flow?a=b`);
    assert.equal(response.status, 200);
    assert.deepEqual([started[0]?.[1].data, started[0]?.[1].method], [{ a: 'b' }, 'GET']);
  });

  for (const [what, body, headers, status] of [
    ['no JSON', '{"a":', { 'content-type': 'application/json' }, 400],
    ['no object', '"a"', { 'content-type': 'application/json' }, 400],
    ['JSON as text', '{"a":1}', { 'content-type': 'text/plain' }, 200],
    ['something else', 'a,b', { 'content-type': 'text/csv' }, 200],
  ] as const) {
    it(`answers a body that is ${what} with ${status}`, async () => {
      const response = await post('/hook/my-flow', body, headers);
      await response.text();
      assert.deepEqual([response.status, started.length], [status, status === 200 ? 1 : 0]);
    });
  }

  it('answers a body without a content type with 415, and a flow that is not there with 404', async () => {
    const blob = new Blob(['{}']);
    assert.equal((await fetch(`${front.url}/hook/my-flow`, { method: 'POST', body: blob })).status, 415);
    assert.equal((await post('/hook/gone', '{}')).status, 404);
    assert.equal((await post('/elsewhere', '{}')).status, 404);
    assert.equal((await fetch(`${front.url}/hook/my-flow`, { method: 'PUT' })).status, 404);
    assert.deepEqual(started, []);
  });

  it('cannot be opened on a port that is taken', async () => {
    await assert.rejects(
      openHooks(() => {}, Number(new URL(front.url).port)),
      /EADDRINUSE/,
    );
  });
});
