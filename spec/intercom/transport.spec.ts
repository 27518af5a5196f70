import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { exchange, type WireAnswer, type WireRequest } from '../../lib/intercom/transport';
import { json, reset, resetAmidBody, withServer } from '../support/server';

const TOKEN = 'transport-spec-token';
const MIB = 1024 * 1024;

describe('intercom/transport', () => {
  const server = withServer();

  const send = (path: string, more: Partial<WireRequest> = {}) =>
    exchange({
      method: 'GET',
      url: `${server.url}${path}`,
      headers: { authorization: `Bearer ${TOKEN}` },
      timeoutMs: 5_000,
      ...more,
    });

  async function answered(path: string, more: Partial<WireRequest> = {}): Promise<WireAnswer> {
    const answer = await send(path, more);
    assert.ok('status' in answer, inspect(answer));
    return answer;
  }

  async function reasonFor(more: Partial<WireRequest> = {}, passing = true): Promise<string> {
    const answer = await send('/contacts?email=ada@example.com', more);
    assert.ok('reason' in answer, inspect(answer));
    assert.equal(answer.passing, passing);
    assert.ok(!answer.reason.includes('ada'));
    assert.ok(!answer.reason.includes(TOKEN));
    return answer.reason;
  }

  it('returns status, headers in lower case and the text as it came', async () => {
    server.replies = [json(418, { id: '1' }, { 'X-RateLimit-Remaining': '7' })];
    const { status, headers, text } = await answered('/me');
    assert.equal(status, 418);
    assert.equal(headers['x-ratelimit-remaining'], '7');
    assert.equal(text, '{"id":"1"}');
  });

  it('does not touch text that is no JSON, nor an empty answer', async () => {
    server.replies = [
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"broken": '),
      (response) => response.writeHead(204).end(),
    ];
    assert.equal((await answered('/me')).text, '{"broken": ');
    assert.equal((await answered('/me')).text, '');
  });

  it('puts characters together that arrive in pieces, and unpacks gzip', async () => {
    const text = JSON.stringify({ name: 'Zoë 中 🙂'.repeat(50) });
    server.replies = [
      async (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        for (const byte of Buffer.from(text)) {
          response.write(Buffer.from([byte]));
          await new Promise(setImmediate);
        }
        response.end();
      },
      (response) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(text)),
    ];
    assert.equal((await answered('/me')).text, text);
    assert.equal((await answered('/me')).text, text);
  });

  it('sends the path as it is, without normalising it', async () => {
    await answered('/contacts/a%2Fb%20%252e?x=a%2Cb&y=1');
    assert.equal(server.arrived[0]?.url, '/contacts/a%2Fb%20%252e?x=a%2Cb&y=1');
  });

  it('sends a body as JSON, and announces none where there is none', async () => {
    await answered('/tags', { method: 'POST', body: { name: 'zoë' } });
    await answered('/tags', { method: 'POST' });
    await answered('/tags', { method: 'DELETE', body: { id: 1 } });
    assert.deepEqual(
      server.arrived.map(({ method, body, headers }) => [method, body, headers['content-type']]),
      [
        ['POST', '{"name":"zoë"}', 'application/json'],
        ['POST', '', undefined],
        ['DELETE', '{"id":1}', 'application/json'],
      ],
    );
  });

  it('sends a form: files under their names, the other fields as plain values', async () => {
    const body = { catalog: [{ sku: 'zoë-1' }], mode: 'full', part: 2 };
    await answered('/catalog', { method: 'POST', body, multipart: { catalog: 'catalog.json' } });
    const [{ headers, body: text } = { headers: {}, body: '' }] = server.arrived;
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? '?';
    const parts = text
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => part.trim().toLowerCase().split('\r\n'));
    assert.deepEqual(parts, [
      [
        'content-disposition: form-data; name="catalog"; filename="catalog.json"',
        'content-type: application/json',
        '',
        '[{"sku":"zoë-1"}]',
      ],
      ['content-disposition: form-data; name="mode"', '', 'full'],
      ['content-disposition: form-data; name="part"', '', '2'],
    ]);
    assert.equal(headers.authorization, `Bearer ${TOKEN}`);
  });

  it('keeps the connection for the next exchange', async () => {
    for (let n = 0; n < 5; n += 1) await answered('/me');
    assert.equal(server.arrived.length, 5);
    assert.ok(server.connections <= 1);
  });

  it('does not follow a redirect', async () => {
    server.replies = [(response) => response.writeHead(302, { location: `${server.url}/elsewhere` }).end()];
    assert.equal((await answered('/me')).status, 302);
    assert.deepEqual(
      server.arrived.map(({ url }) => url),
      ['/me'],
    );
  });

  describe('an answer of more than a MiB', () => {
    const text = JSON.stringify({ name: `Zoë${'x'.repeat(MIB)}` });
    const large = (response: ServerResponse) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);

    it('waits for room, once, and a smaller one does not', async () => {
      server.replies = [json(200, { id: '1' }), large];
      let asked = 0;
      let give = () => {};
      const makeRoom = () => {
        asked += 1;
        return new Promise<void>((resolve) => {
          give = resolve;
        });
      };
      await answered('/me', { makeRoom });
      assert.equal(asked, 0);
      let arrived = false;
      const waiting = answered('/me', { makeRoom }).then((answer) => {
        arrived = true;
        return answer;
      });
      while (asked === 0) await pause(5);
      await pause(50);
      assert.equal(arrived, false);
      give();
      assert.equal((await waiting).text, text);
      assert.equal(asked, 1);
    });

    it('waits no longer than an exchange may take', async () => {
      server.replies = [large];
      const more = { timeoutMs: 100, makeRoom: () => new Promise<void>(() => {}) };
      assert.equal(await reasonFor(more), 'no whole answer within 0.1 s');
    });
  });

  it('leaves a byte order mark out', async () => {
    server.replies = [(response) => response.writeHead(200).end('\uFEFF{"id":"1"}')];
    assert.equal((await answered('/me')).text, '{"id":"1"}');
  });

  describe('tells in a word why there was no answer', () => {
    it('reset', async () => {
      server.replies = [reset];
      assert.equal(await reasonFor(), 'ECONNRESET');
    });

    it('reset amid the body', async () => {
      server.replies = [resetAmidBody];
      assert.equal(await reasonFor(), 'ECONNRESET');
    });

    it('nobody there', async () => {
      assert.equal(await reasonFor({ url: 'http://127.0.0.1:1/contacts?email=ada@example.com' }), 'ECONNREFUSED');
    });

    it('silence', async () => {
      server.replies = [() => {}];
      assert.equal(await reasonFor({ timeoutMs: 50 }), 'no whole answer within 0.05 s');
    });

    it('a body that trickles', async () => {
      let timer: NodeJS.Timeout | undefined;
      server.replies = [
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          timer = setInterval(() => response.write(' '), 10);
          response.on('close', () => clearInterval(timer));
        },
      ];
      try {
        assert.equal(await reasonFor({ timeoutMs: 100 }), 'no whole answer within 0.1 s');
      } finally {
        clearInterval(timer);
      }
    });

    it('a small answer that unpacks to more than fits in memory', async () => {
      const packed = gzipSync(Buffer.alloc(13 * MIB));
      server.replies = [
        (response) =>
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed),
      ];
      assert.equal(
        await reasonFor({}, false),
        'the answer is larger than 12 MiB; ask for less at once, such as a smaller per_page',
      );
    });

    it('gzip that is none', async () => {
      server.replies = [
        (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('ada@example.com is not packed'),
      ];
      assert.equal(await reasonFor(), 'Z_DATA_ERROR');
    });

    it('a server that does not speak HTTP', async () => {
      server.replies = [(response) => response.socket?.end('ada@example.com\r\n\r\n')];
      assert.equal(await reasonFor(), 'HPE_INVALID_CONSTANT');
    });
  });

  it('goes on with a new connection after each of these', async () => {
    server.replies = [reset, resetAmidBody, json(200, { id: '1' })];
    await send('/me');
    await send('/me');
    assert.equal((await answered('/me')).text, '{"id":"1"}');
  });
});
