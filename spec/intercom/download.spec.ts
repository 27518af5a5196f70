import assert from 'node:assert/strict';
import type { WireFile } from '../../lib/intercom/fileTransport';
import type { Operation } from '../../lib/intercom/operation';
import { json, type Reply, reset, withServer } from '../support/server';

// As built: the client loads what files need with the first file, and tsx does not resolve that import.
const { Intercom }: typeof import('../../lib/intercom/client') = require('../../dist/intercom/client.js');
const errors: typeof import('../../lib/intercom/errors') = require('../../dist/intercom/errors.js');
const { ApiError, ConnectionError, RateLimitError } = errors;

const DOWNLOAD: Operation = { request: 'GET /download/content/data/{job_identifier}' };

describe('downloading with the client', () => {
  const server = withServer();
  // Each case has a token of its own: what one learns of the rate limit is not for the next.
  let token = 'tok';
  beforeEach(() => {
    token += '0';
  });
  const client = (patienceMs = 20_000) => new Intercom({ accessToken: token, baseUrl: server.url, patienceMs });
  const file: Reply = (response) => response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('abc');
  const refuse =
    (status: number, headers = {}): Reply =>
    (response, request) =>
      json(status, { type: 'error.list', errors: [{ code: 'x', message: 'no' }] }, headers)(response, request);

  async function contentOf({ content }: WireFile): Promise<string> {
    let text = '';
    for await (const piece of content) text += piece.toString();
    return text;
  }

  it('asks as for any GET, but for the file', async () => {
    server.replies = [file];
    assert.equal(await contentOf(await client().download(DOWNLOAD, { job_identifier: 'a/b' })), 'abc');
    const [{ method, url, headers } = assert.fail()] = server.arrived;
    assert.deepEqual([method, url], ['GET', '/download/content/data/a%2Fb']);
    assert.deepEqual(
      [headers.accept, headers.authorization, headers['intercom-version']],
      ['application/octet-stream', `Bearer ${token}`, '2.16'],
    );
  });

  it('tries again up to the first byte', async () => {
    server.replies = [refuse(503), reset, refuse(429, { 'retry-after': '0' }), file];
    assert.equal(await contentOf(await client().download(DOWNLOAD, { job_identifier: '1' })), 'abc');
    assert.equal(server.arrived.length, 4);
  });

  it('says why it was refused', async () => {
    server.replies = [refuse(403)];
    await assert.rejects(client().download(DOWNLOAD, { job_identifier: '1' }), (error: unknown) => {
      assert.ok(error instanceof ApiError);
      assert.match(error.message, /^GET \/download\/content\/data\/\{job_identifier\} failed with 403 x: no/);
      assert.deepEqual([error.status, error.retryable], [403, false]);
      return true;
    });
    server.replies = [refuse(429, { 'retry-after': '60' })];
    await assert.rejects(client(0).download(DOWNLOAD, { job_identifier: '1' }), RateLimitError);
  });

  it('asks Intercom for a new address where the host of the file does not answer well', async () => {
    const away: Reply = (response) =>
      response.writeHead(302, { location: server.url.replace('127.0.0.1', 'localhost') }).end();
    server.replies = [away, refuse(503), away, file];
    assert.equal(await contentOf(await client().download(DOWNLOAD, { job_identifier: '1' })), 'abc');
    assert.deepEqual(
      server.arrived.map(({ url, headers }) => [url, headers.authorization]),
      [
        ['/download/content/data/1', `Bearer ${token}`],
        ['/', undefined],
        ['/download/content/data/1', `Bearer ${token}`],
        ['/', undefined],
      ],
    );
    server.replies = [away, refuse(403)];
    await assert.rejects(client().download(DOWNLOAD, { job_identifier: '1' }), (error: unknown) => {
      assert.ok(error instanceof ConnectionError);
      assert.match(error.message, /the host that it redirects to answered 403/);
      return !error.retryable;
    });
  });

  describe('takes nothing else for the file', () => {
    for (const [type, what] of [
      ['text/html; charset=utf-8', 'HTML'],
      ['TEXT/HTML', 'HTML'],
      ['application/json', 'JSON'],
      ['application/problem+json;charset=utf-8', 'JSON'],
    ] as const) {
      it(`such as ${type}, and may come again`, async () => {
        server.replies = [(response) => response.writeHead(200, { 'content-type': type }).end('<html>Log in</html>')];
        await assert.rejects(client(0).download(DOWNLOAD, { job_identifier: '1' }), (error: unknown) => {
          assert.ok(error instanceof ConnectionError);
          assert.equal(error.message, `${DOWNLOAD.request} brought no file: it was answered with ${what}.`);
          return error.retryable;
        });
      });
    }

    it('and tries again', async () => {
      const page: Reply = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('Log in');
      server.replies = [page, (response) => response.writeHead(202).end(), file];
      assert.equal(await contentOf(await client().download(DOWNLOAD, { job_identifier: '1' })), 'abc');
      assert.equal(server.arrived.length, 3);
    });

    it('nor says that there was no answer where a redirect is not followed', async () => {
      server.replies = [(response) => response.writeHead(302, { location: 'https://169.254.169.254/' }).end()];
      await assert.rejects(client(0).download(DOWNLOAD, { job_identifier: '1' }), (error: unknown) => {
        assert.ok(error instanceof ConnectionError);
        assert.match(error.message, /brought no file: its redirect leads to a private address, which is not followed/);
        return !error.retryable;
      });
    });
  });
});
