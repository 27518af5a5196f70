import assert from 'node:assert/strict';
import dns, { type LookupAddress } from 'node:dns';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import nock from 'nock';
import { ConnectionError } from '../../lib/intercom/errors';
import { type FileOutcome, type FileRequest, openFile, type WireFile } from '../../lib/intercom/fileTransport';
import type { NoAnswer } from '../../lib/intercom/transport';

type LookupEnd = (error: null, addresses: LookupAddress[]) => void;

const WHERE = 'GET /file';

describe('fetching a file', () => {
  // The wire is real here, to the byte.
  before(() => nock.restore());
  after(() => nock.activate());
  const servers: (Server | SocketServer)[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listen(server: Server | SocketServer): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const asked: { url: string | undefined; authorization: string | undefined; version: unknown }[] = [];
  beforeEach(() => {
    asked.length = 0;
  });
  const serve = (answer: (url: string, response: ServerResponse) => void) =>
    listen(
      createServer((request, response) => {
        const { authorization, 'intercom-version': version } = request.headers;
        asked.push({ url: request.url, authorization, version });
        answer(request.url ?? '', response);
      }),
    );
  /** A server that says these bytes to whoever comes, and hangs up. */
  const say = (text: string) =>
    listen(createSocketServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(text))));

  const fetchOf = (url: string, more: Partial<FileRequest> = {}): Promise<FileOutcome | NoAnswer> =>
    openFile({
      where: WHERE,
      url,
      headers: { authorization: 'Bearer t', 'intercom-version': '2.16' },
      trusted: true,
      local: true,
      timeoutMs: 2_000,
      ...more,
    });
  async function opened(url: string, more: Partial<FileRequest> = {}): Promise<WireFile> {
    const outcome = await fetchOf(url, more);
    assert.ok('answer' in outcome && 'content' in outcome.answer, JSON.stringify(outcome));
    return outcome.answer;
  }
  async function contentOf(file: WireFile): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of file.content) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }
  async function refusedAs(url: string, more: Partial<FileRequest> = {}): Promise<NoAnswer> {
    const outcome = await fetchOf(url, more);
    assert.ok('reason' in outcome, 'it was not refused');
    return outcome;
  }
  const redirecting = (location: string, status = 302) =>
    serve((_, response) => response.writeHead(status, { location }).end());

  it('comes as it is, also where it is packed', async () => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('\u001f plain'),
    );
    assert.equal(await contentOf(await opened(url)), '\u001f plain');
  });

  describe('with a redirect', () => {
    it('takes the token along on the same host alone', async () => {
      const other = await serve((_, response) => response.end('the file'));
      const url = await serve((path, response) => {
        const location = path === '/a' ? '/b' : `${other}/c?signature=s`;
        response.writeHead(path === '/a' ? 307 : 302, { location }).end();
      });
      assert.equal(await contentOf(await opened(`${url}/a`)), 'the file');
      assert.deepEqual(asked, [
        { url: '/a', authorization: 'Bearer t', version: '2.16' },
        { url: '/b', authorization: 'Bearer t', version: '2.16' },
        { url: '/c?signature=s', authorization: undefined, version: undefined },
      ]);
    });

    it('does not give the token to its own host again once it has left it', async () => {
      let home = '';
      const other = await serve((_, response) => response.writeHead(302, { location: `${home}/back` }).end());
      home = await serve((path, response) => {
        if (path === '/back') response.end('the file');
        else response.writeHead(302, { location: other }).end();
      });
      assert.equal(await contentOf(await opened(home)), 'the file');
      assert.deepEqual(
        asked.map(({ authorization }) => authorization),
        ['Bearer t', undefined, undefined],
      );
    });

    const PRIVATE = /^its redirect leads to a private address, which is not followed$/;
    for (const [target, why] of [
      ['https://169.254.169.254/latest/meta-data/', PRIVATE],
      ['https://[::ffff:169.254.169.254]/', PRIVATE],
      ['https://2852039166/', PRIVATE],
      ['https://0xa9.254.43518/', PRIVATE],
      ['https://10.0.0.7/', PRIVATE],
      ['https://[fd00::1]/', PRIVATE],
      ['https://0.0.0.0/', PRIVATE],
      ['http://files.example.com/', /^its redirect leads to an address that is not https/],
      ['http://169.254.169.254/', /^its redirect leads to an address that is not https/],
      ['ftp://files.example.com/', /^its redirect leads to an address that is not https/],
      ['file:///etc/passwd', /^its redirect leads to an address that is not https/],
      ['https://', /^its redirect leads to no address$/],
      ['https://%ff@files.example.com/', /^its redirect leads to an address with a user name, which is not asked$/],
      ['https://a:%zz@files.example.com/', /^its redirect leads to an address with a user name/],
      ['https://ana:secret@files.example.com/', /^its redirect leads to an address with a user name/],
    ] as const) {
      it(`does not follow one to ${target}`, async () => {
        const { reason, passing } = await refusedAs(await redirecting(target));
        assert.match(reason, why);
        assert.equal(passing, false);
      });
    }

    it('does not follow one to a user name on its own host', async () => {
      let home = '';
      home = await serve((_, response) => response.writeHead(302, { location: home.replace('//', '//%ff@') }).end());
      assert.match((await refusedAs(home)).reason, /^its redirect leads to an address with a user name/);
    });

    it('asks this machine only where Intercom itself is on it', async () => {
      const other = await serve((_, response) => response.end());
      const { reason } = await refusedAs(await redirecting(other), { local: false });
      assert.match(reason, /not https/);
      assert.match((await refusedAs(await redirecting('https://localhost/'), { local: false })).reason, PRIVATE);
      assert.equal(asked.length, 2, 'a redirect each, and no more');
    });

    it('connects to no private address behind a name', async () => {
      const url = await redirecting('https://files.example.com/');
      const { lookup } = dns;
      const found = [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ];
      Object.assign(dns, { lookup: (_host: string, _options: object, done: LookupEnd) => done(null, found) });
      try {
        const { reason, passing } = await refusedAs(url);
        assert.deepEqual([reason, passing], ['its host has a private address, which is not asked', false]);
      } finally {
        Object.assign(dns, { lookup });
      }
    });

    it('ends when they do not', async () => {
      const url = await redirecting('/');
      const { reason, passing } = await refusedAs(url);
      assert.deepEqual([reason, passing], ['it redirects more than 5 times', false]);
      assert.equal(asked.length, 6);
    });
  });

  it('asks no private address that a record names', async () => {
    for (const url of ['https://192.168.1.1/logo.png', 'https://[::1]/']) {
      const { reason } = await refusedAs(url, { trusted: false, local: false });
      assert.equal(reason, 'its address is a private address, which is not followed');
    }
  });

  describe('that does not come whole', () => {
    const cut = (reason: RegExp, bytes: number) => (error: unknown) => {
      assert.ok(error instanceof ConnectionError);
      assert.match(error.message, new RegExp(`^GET /file was cut after ${bytes} bytes of its file: `));
      assert.match(error.message, reason);
      return error.retryable;
    };

    it('says so where the connection is cut at half', async () => {
      const url = await serve((_, response) => {
        response.writeHead(200, { 'content-length': '200000' }).write(Buffer.alloc(100_000), () => response.destroy());
      });
      await assert.rejects(opened(url).then(contentOf), cut(/ECONNRESET/, 100_000));
    });

    it('says so where a chunked one is cut', async () => {
      const url = await say('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
      await assert.rejects(opened(url).then(contentOf), cut(/ECONNRESET/, 3));
    });

    it('says so where content-length promised more', async () => {
      const url = await say('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789');
      await assert.rejects(opened(url).then(contentOf), cut(/ECONNRESET/, 10));
    });

    it('says so where content-length promised less', async () => {
      const url = await say('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789and more than that');
      await assert.rejects(opened(url).then(contentOf), cut(/HPE_INVALID_CONSTANT/, 0));
    });

    it('cannot tell where the surplus comes later than the file, or the end is all there is to tell it by', async () => {
      const later = await listen(
        createSocketServer((socket) => {
          socket
            .on('error', () => {})
            .once('data', () => {
              socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789');
              setTimeout(() => socket.end('and more'), 5);
            });
        }),
      );
      assert.equal(await contentOf(await opened(later)), '0123456789');
      assert.equal(await contentOf(await opened(await say('HTTP/1.1 200 OK\r\n\r\n0123'))), '0123');
    });

    it('does not wait for ever for the next piece', async () => {
      const url = await serve((_, response) => response.writeHead(200, { 'content-length': '4' }).write('ab'));
      await assert.rejects(opened(url, { timeoutMs: 100 }).then(contentOf), cut(/nothing more within 0\.1 s/, 2));
    });

    it('does not wait for ever for the first', async () => {
      const { reason, passing } = await refusedAs(await serve(() => {}), { timeoutMs: 100 });
      assert.deepEqual([reason, passing], ['no answer within 0.1 s', true]);
    });

    it('has patience with a slow reader', async () => {
      const url = await serve((_, response) => response.end(Buffer.alloc(300_000)));
      let size = 0;
      for await (const piece of (await opened(url, { timeoutMs: 60 })).content) {
        if (size === 0) await pause(200);
        size += piece.length;
      }
      assert.equal(size, 300_000);
    });
  });

  it('hangs up where the reader leaves early', async () => {
    const closed = new Promise((resolve) => {
      void serve((_, response) => {
        response.once('close', resolve);
        response.writeHead(200).write('a');
      }).then(async (url) => {
        for await (const _ of (await opened(url)).content) break;
      });
    });
    await closed;
  });

  it('takes nothing for a file but what comes with 200', async () => {
    for (const status of [202, 203, 204, 206]) {
      const { reason, passing } = await refusedAs(await serve((_, response) => response.writeHead(status).end()));
      assert.deepEqual([reason, passing], [`it was answered with ${status}`, true]);
    }
  });

  it('reads a refusal as text, and no more of it than it needs', async () => {
    const url = await serve((_, response) => response.writeHead(404).end('x'.repeat(300_000)));
    const outcome = await fetchOf(url);
    assert.ok('answer' in outcome && 'text' in outcome.answer);
    assert.deepEqual([outcome.answer.status, outcome.answer.text.length], [404, 65_536]);
  });
});
