import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import nock from 'nock';
import { Intercom, type IntercomSettings } from '../../lib/intercom/client';
import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  type IntercomError,
  RateLimitError,
} from '../../lib/intercom/errors';
import type { Operation } from '../../lib/intercom/operation';
import { withNock } from '../support/nock';
import { json, type Reply, reset, resetAmidBody, withServer } from '../support/server';

const retrieve: Operation = { request: 'GET /contacts/{contact_id}' };
const create: Operation = { request: 'POST /contacts' };
const searchContacts: Operation = {
  request: 'POST /contacts/search',
  paging: { style: 'bodyCursor', items: 'data', max: 150 },
};
const ADA = { contact_id: '65a0c0ffee0000000000a001' };
const NEW = { email: 'ada@example.com', name: 'Ada Sandberg', phone: '+1 555 010 0199' };
const PERSONAL = [...Object.values(ADA), ...Object.values(NEW)];

/** An answer that may be tried again at once. */
const failing = (status: number, body: unknown = {}): Reply => json(status, body, { 'retry-after': '0' });

describe('intercom/client', () => {
  describe('over a real connection', () => {
    const server = withServer();
    const random = Math.random;
    let lines: string[];
    let tokens = 0;
    let token: string;

    // Back-off without a wait; full jitter may draw a nought.
    before(() => {
      Math.random = () => 0;
    });
    after(() => {
      Math.random = random;
    });
    beforeEach(() => {
      lines = [];
      tokens += 1;
      // A limiter of its own for each case.
      token = `client-spec-token-${tokens}`;
    });

    const client = (settings: Partial<IntercomSettings> = {}) =>
      new Intercom({ accessToken: token, baseUrl: server.url, log: (line) => lines.push(line), ...settings });

    function assertClean(value: unknown): void {
      const all = inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });
      for (const secret of [token, 'Bearer', ...PERSONAL]) assert.ok(!all.includes(secret), all);
    }

    /** The error of a call, which must hold nothing that is secret or personal; nor may the log. */
    async function refused(
      operation: Operation,
      input: object,
      settings?: Partial<IntercomSettings>,
    ): Promise<IntercomError> {
      try {
        await client(settings).call(operation, { ...input });
      } catch (error) {
        assertClean(error);
        assertClean(lines);
        return error as IntercomError;
      }
      throw new assert.AssertionError({ message: 'the call went through' });
    }

    it('sends method, path, version and token, and returns what came', async () => {
      server.replies = [json(200, { type: 'contact', id: ADA.contact_id }, { 'x-request-id': 'req-1' })];
      const answer = await client().call(retrieve, ADA);
      assert.deepEqual(answer.body, { type: 'contact', id: ADA.contact_id });
      assert.deepEqual([answer.status, answer.headers['x-request-id']], [200, 'req-1']);
      assert.equal(answer.size, JSON.stringify(answer.body).length);
      const [{ method, url, headers, body } = { method: '', url: '', headers: {}, body: '' }] = server.arrived;
      assert.deepEqual([method, url, body], ['GET', `/contacts/${ADA.contact_id}`, '']);
      assert.equal(headers.authorization, `Bearer ${token}`);
      assert.equal(headers['intercom-version'], '2.16');
      assert.match(headers.accept ?? '', /^application\/json\b/);
      assert.equal(headers['content-type'], undefined);
      assert.match(headers['user-agent'] ?? '', /intercom/);
    });

    it('sends a body as JSON', async () => {
      await client().call(create, NEW);
      assert.deepEqual(JSON.parse(server.arrived[0]?.body ?? ''), NEW);
      assert.equal(server.arrived[0]?.headers['content-type'], 'application/json');
    });

    it('says which version is meant', async () => {
      const asked = async (apiVersion: string, operation: Operation) => {
        await client({ apiVersion }).call(operation);
        return server.arrived.at(-1)?.headers['intercom-version'];
      };
      assert.equal(await asked('2.9', create), '2.9');
      assert.equal(await asked('preview', create), 'Preview');
      assert.equal(await asked('2.16', { request: 'GET /visitors', until: '2.10' }), '2.10');
      assert.equal(await asked('2.16', { request: 'GET /x', since: 'Preview' }), 'Preview');
    });

    it('asks nothing of Intercom where the version lacks the operation or the input is bad', async () => {
      const old = await refused({ request: 'GET /brands', since: '2.14' }, {}, { apiVersion: '2.8' });
      assert.ok(old instanceof ConfigurationError);
      assert.equal((await refused(retrieve, { contact_id: '..' })).name, 'InvalidInputError');
      assert.equal(server.arrived.length, 0);
    });

    it('keeps the path of its baseUrl, and the connection', async () => {
      const intercom = client({ baseUrl: `${server.url}/proxy/intercom//` });
      for (let n = 0; n < 3; n += 1) await intercom.call(retrieve, ADA);
      assert.equal(server.arrived[0]?.url, `/proxy/intercom/contacts/${ADA.contact_id}`);
      assert.ok(server.connections <= 1);
    });

    it('tells what time it was when it first asked, by the slower and the faster clock', async () => {
      const from = Math.floor(Date.now() / 1000);
      const day = 86_400;
      for (const skew of [-day, day]) {
        const date = new Date((from + skew) * 1000).toUTCString();
        server.replies = [json(200, {}, { date }), json(200, {})];
        const intercom = client();
        assert.equal(intercom.firstAsked, undefined);
        await intercom.call(retrieve, ADA);
        const { firstAsked } = intercom;
        const [slow = 0, fast = 0] = [from, from + skew].sort((one, other) => one - other);
        const { earliest, latest } = firstAsked ?? { earliest: 0, latest: 0 };
        assert.ok(Math.abs(earliest - slow) < 5 && Math.abs(latest - fast) < 5, `${earliest} ${latest}`);
        await intercom.call(retrieve, ADA);
        assert.equal(intercom.firstAsked, firstAsked);
      }
    });

    describe('takes for no answer to what only reads', () => {
      const list: Operation = { request: 'POST /contacts/search', paging: { style: 'bodyCursor', items: 'data' } };
      const errors = '{"type":"error.list","errors":[{"code":"server_error"}]}';
      const text =
        (body: string): Reply =>
        (response) =>
          void response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
      const plain =
        (body: string): Reply =>
        (response) =>
          void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      const none: [what: string, reply: Reply, operations: readonly Operation[]][] = [
        ['nothing', plain(''), [retrieve, list]],
        ['null', plain('null'), [retrieve, list]],
        ['a number', plain('5'), [retrieve, list]],
        ['a text', text('upstream connect error'), [retrieve, list]],
        ['a 204', (response) => void response.writeHead(204).end(), [retrieve, list]],
        ['an empty object', plain('{}'), [list]],
        ['a list of errors', plain(errors), [list]],
      ];
      for (const [what, reply, operations] of none) {
        for (const operation of operations) {
          it(`${what}: ${operation.request}`, async () => {
            server.replies = [reply];
            const error = await refused(operation, operation === list ? { query: {} } : ADA, { patienceMs: 0 });
            assert.equal(error.retryable, true);
            assert.match(
              error.message,
              /^(GET|POST) \S+ answered 20\d with a body that is no answer to this \(empty, /,
            );
          });
        }
      }

      it('but a text where one may come, a list without its records, and whatever confirms a write', async () => {
        for (const [reply, operation] of [
          [text('said'), { ...retrieve, text: true }],
          [plain('{"type":"list"}'), list],
          [plain('{"total_count":0}'), list],
          [plain('[]'), list],
          [plain('{"data":null,"pages":null}'), list],
          [plain(''), create],
          [text('ok'), create],
        ] as [Reply, Operation][]) {
          server.replies = [reply];
          assert.equal((await client().call(operation, operation === retrieve ? ADA : { ...ADA, ...NEW })).status, 200);
        }
      });
    });

    describe('tries again', () => {
      const good = json(200, { id: '1' });
      const cases: [what: string, reply: Reply, repeatable: boolean, once: boolean][] = [
        ['a reset', reset, true, false],
        ['a reset amid the body', resetAmidBody, true, false],
        ['a 408', failing(408), true, false],
        ['a 500', failing(500), true, false],
        ['a 503 with a web page', failing(503, '<html>'), true, false],
        ['a 429', failing(429), true, true],
        [
          'broken JSON',
          (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id'),
          true,
          false,
        ],
        ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), true, false],
        ['a 404', failing(404), false, false],
        ['a 401', failing(401), false, false],
      ];
      for (const [what, reply, repeatable, once] of cases) {
        for (const [operation, input, again] of [
          [retrieve, ADA, repeatable],
          [searchContacts, { query: {} }, repeatable],
          [{ request: 'PUT /contacts/{contact_id}' }, ADA, repeatable],
          [{ request: 'DELETE /contacts/{contact_id}' }, ADA, repeatable],
          [create, NEW, once],
        ] as [Operation, object, boolean][]) {
          it(`${again ? 'after' : 'not after'} ${what}: ${operation.request}`, async () => {
            server.replies = [reply, good];
            if (again) {
              assert.deepEqual((await client().call(operation, { ...input })).body, { id: '1' });
              assert.equal(server.arrived.length, 2);
              assert.deepEqual(server.arrived[1]?.body, server.arrived[0]?.body);
              assertClean(lines);
              assert.equal(lines.length, 1);
            } else {
              await refused(operation, input);
              assert.equal(server.arrived.length, 1);
            }
          });
        }
      }

      it('five times at the most', async () => {
        server.replies = [failing(503)];
        const error = await refused(retrieve, ADA);
        assert.ok(error instanceof ApiError);
        assert.deepEqual([error.status, error.retryable], [503, true]);
        assert.equal(server.arrived.length, 5);
      });

      it('five times at the most where nobody answers', async () => {
        server.replies = [reset];
        const error = await refused(retrieve, ADA);
        assert.ok(error instanceof ConnectionError);
        assert.equal(error.retryable, true);
        assert.equal(error.message, 'GET /contacts/{contact_id} got no answer from Intercom: ECONNRESET.');
        assert.equal(server.arrived.length, 5);
      });

      it('not beyond its patience', async () => {
        server.replies = [json(429, {}, { 'retry-after': '3600' })];
        const error = await refused(create, NEW);
        assert.ok(error instanceof RateLimitError);
        assert.equal(error.retryAfterMs, 3_600_000);
        assert.equal(error.retryable, true);
        assert.equal(server.arrived.length, 1);
      });

      it('not beyond its patience with all waits together', async () => {
        server.replies = [json(503, {}, { 'retry-after': '0.02' })];
        await refused(retrieve, ADA, { patienceMs: 50 });
        assert.equal(server.arrived.length, 3);
      });

      it('not for long where nobody answers: what was waited for in vain counts', async () => {
        server.replies = [() => {}];
        await refused(retrieve, ADA, { timeoutMs: 60, patienceMs: 100 });
        assert.equal(server.arrived.length, 2);
      });

      it('where a GET is answered with nothing', async () => {
        server.replies = [(response) => response.writeHead(200).end(), json(200, { id: 1 })];
        const { body } = await client().call(retrieve, ADA);
        assert.deepEqual([body, server.arrived.length], [{ id: 1 }, 2]);
      });

      it('not where an export job is in the way', async () => {
        const errors = [
          { code: 'rate_limit_exceeded', message: 'Exceeded rate limit of 1 pending message data export jobs' },
        ];
        server.replies = [failing(429, { type: 'error.list', errors })];
        const error = await refused({ request: 'POST /export/content/data' }, {});
        assert.equal(error.retryable, false);
        assert.match(error.message, /1 pending message data export jobs/);
        assert.equal(server.arrived.length, 1);
      });

      it('but a POST that may be sent twice: it is sent again', async () => {
        server.replies = [reset, json(200, { id: '1' })];
        const answer = await client().call({ ...create, repeatable: true }, NEW);
        assert.deepEqual(answer.body, { id: '1' });
        assert.equal(server.arrived.length, 2);
      });

      it('warns that a POST without an answer may have acted', async () => {
        server.replies = [reset];
        const error = await refused(create, NEW);
        assert.ok(error instanceof ConnectionError);
        assert.equal(error.retryable, false);
        assert.match(error.message, /It may have acted all the same/);
      });
    });

    describe('gives up on time', () => {
      it('a server that is silent', async () => {
        server.replies = [() => {}];
        const error = await refused(create, NEW, { timeoutMs: 40 });
        assert.ok(error instanceof ConnectionError);
        assert.match(error.message, /^POST \/contacts got no answer from Intercom: no whole answer within 0\.04 s\./);
      });

      it('a body that trickles', async () => {
        server.replies = [
          (response) => {
            response.writeHead(200, { 'content-type': 'application/json' });
            const timer = setInterval(() => response.write(' '), 5);
            response.on('close', () => clearInterval(timer));
          },
        ];
        const error = await refused(create, NEW, { timeoutMs: 60 });
        assert.match(error.message, /no whole answer within 0\.06 s/);
      });
    });

    describe('rate limit', () => {
      const spent = () =>
        json(
          200,
          {},
          {
            'x-ratelimit-limit': '10',
            'x-ratelimit-remaining': '0',
            'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 60),
          },
        );

      it('does not send what would be refused, and says for how long', async () => {
        server.replies = [spent()];
        await client().call(retrieve, ADA);
        const error = await refused(retrieve, ADA);
        assert.ok(error instanceof RateLimitError);
        assert.match(error.message, /^GET \/contacts\/\{contact_id\} was not sent: Intercom's rate limit is spent$/);
        assert.ok(error.retryAfterMs > 50_000 && error.retryAfterMs <= 61_000);
        assert.equal(server.arrived.length, 1);
      });

      it('is another for another token, and another for another host', async () => {
        server.replies = [spent(), json(200, {})];
        await client().call(retrieve, ADA);
        await client({ accessToken: `${token}-other` }).call(retrieve, ADA);
        await client({ baseUrl: `${server.url}/proxy` }).call(retrieve, ADA);
        assert.equal(server.arrived.length, 3);
      });

      it('is the same for all clients of a token, in whatever dress the token comes', async () => {
        server.replies = [spent()];
        await client({ accessToken: ` Bearer ${token}\n` }).call(retrieve, ADA);
        assert.equal(server.arrived[0]?.headers.authorization, `Bearer ${token}`);
        await refused(retrieve, ADA, { apiVersion: '2.9' });
        assert.equal(server.arrived.length, 1);
      });

      it('waits for the next window where that is worth it, and logs so', async () => {
        const now = Math.floor(Date.now() / 1_000);
        const date = new Date(now * 1_000).toUTCString();
        const headers = {
          date,
          'x-ratelimit-limit': '10',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': `${now}`,
        };
        server.replies = [json(429, {}, headers), json(200, { id: '1' })];
        assert.deepEqual((await client().call(create, NEW)).body, { id: '1' });
        assert.deepEqual(lines, ['POST /contacts: 429, trying again in 0.0 s']);
      });

      it('tells how many calls are left', async () => {
        const headers = {
          'x-ratelimit-remaining': '7',
          'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 9),
        };
        server.replies = [json(200, {}, headers)];
        const intercom = client();
        assert.equal(intercom.callsLeft, undefined);
        await intercom.call(retrieve, ADA);
        assert.equal(intercom.callsLeft, 7);
      });
    });

    it('does not take its token to where a redirect points', async () => {
      let elsewhere = 0;
      server.replies = [
        (response) => response.writeHead(302, { location: `http://localhost:${new URL(server.url).port}/trap` }).end(),
        (response) => {
          elsewhere += 1;
          response.end('{}');
        },
      ];
      const error = await refused(retrieve, ADA);
      assert.match(error.message, /answered 302 with a redirect/);
      assert.deepEqual([elsewhere, server.arrived.length], [0, 1]);
    });

    it('holds back what Intercom quotes: the request, addresses, ids, numbers, even the token', async () => {
      const message = `${Object.values(NEW).join(' ')} grace@example.org 65a0c0ffee0000000000a002 token ${token} is not valid`;
      server.replies = [json(422, { errors: [{ code: 'data_invalid', message, field: 'email' }] })];
      const { message: said } = await refused(create, NEW);
      assert.ok(!said.includes('grace') && !said.includes('a002'), said);
      assert.match(said, /email: .*is not valid/);
    });

    it('reads page after page of a list', async () => {
      server.replies = [
        json(200, { data: [{ id: '1' }], pages: { next: { starting_after: 'c1' } } }),
        json(200, { data: [{ id: '2' }], pages: {} }),
      ];
      const ids: unknown[] = [];
      for await (const { items } of client().pages(searchContacts, { query: {} }))
        ids.push(...items.map(({ id }) => id));
      assert.deepEqual(ids, ['1', '2']);
      assert.deepEqual(
        server.arrived.map(({ body }) => JSON.parse(body)),
        [{ query: {} }, { query: {}, pagination: { starting_after: 'c1' } }],
      );
    });
  });

  describe('regions', () => {
    withNock();
    const hosts: [region: string | undefined, host: string][] = [
      [undefined, 'https://api.intercom.io'],
      ['us', 'https://api.intercom.io'],
      ['US', 'https://api.intercom.io'],
      ['eu', 'https://api.eu.intercom.io'],
      ['EU', 'https://api.eu.intercom.io'],
      ['Europe', 'https://api.eu.intercom.io'],
      [' au ', 'https://api.au.intercom.io'],
    ];
    for (const [region, host] of hosts) {
      it(`${region === undefined ? 'none' : JSON.stringify(region)} is ${host}`, async () => {
        nock(host).get('/me').reply(200, {});
        await new Intercom({ accessToken: 'token', ...(region !== undefined && { region }) }).call({
          request: 'GET /me',
        });
      });
    }

    for (const region of ['', 'uk', 'constructor', 'us.example.com', 'https://api.intercom.io'])
      it(`refuses ${JSON.stringify(region)}`, () => {
        assert.throws(() => new Intercom({ accessToken: 'token', region }), {
          name: 'ConfigurationError',
          message: /^region .* Use us, eu or au/,
        });
      });
  });

  describe('baseUrl', () => {
    const good = [
      'https://proxy.example.com',
      'https://proxy.example.com:8443/intercom/',
      'http://localhost:3000',
      'http://127.0.0.1:3000',
      'http://127.1.2.3',
      'http://[::1]:3000',
      'HTTPS://PROXY.EXAMPLE.COM',
    ];
    for (const baseUrl of good) it(`takes ${baseUrl}`, () => new Intercom({ accessToken: 'token', baseUrl }));

    const bad = [
      '',
      'proxy.example.com',
      'http://proxy.example.com',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com',
      'http://example.com/127.0.0.1',
      'http://127.0.0.1@example.com',
      'http://10.0.0.1',
      'http://0.0.0.0',
      'http://[::2]',
      'ftp://localhost',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'https://ada:secret-word@example.com',
      'https://ada@example.com',
      'https://example.com/?token=secret-word',
      'https://example.com/#secret-word',
    ];
    for (const baseUrl of bad)
      it(`refuses ${JSON.stringify(baseUrl)}, without quoting it`, () => {
        assert.throws(
          () => new Intercom({ accessToken: 'token', baseUrl }),
          (error: Error) => {
            assert.equal(error.name, 'ConfigurationError');
            assert.match(error.message, /^baseUrl must be /);
            assert.ok(!/secret-word|ada|127\.0|passwd/.test(error.message));
            return true;
          },
        );
      });

    it('is preferred to the region', () => {
      new Intercom({ accessToken: 'token', baseUrl: 'https://proxy.example.com', region: 'nowhere' });
    });
  });

  describe('token', () => {
    for (const accessToken of ['', ' ', 'Bearer ', 'two words', 'line\r\nbreak: yes', 'zoë', 'nul\0'])
      it(`refuses ${JSON.stringify(accessToken)}, without quoting it`, () => {
        assert.throws(() => new Intercom({ accessToken }), {
          name: 'ConfigurationError',
          message: 'The access token is empty or holds blanks or line breaks. Paste it anew.',
        });
      });
  });

  it('refuses a version that Intercom does not have', () => {
    assert.throws(() => new Intercom({ accessToken: 'token', apiVersion: '3.0' }), { name: 'ConfigurationError' });
  });

  it('knows whether it asks for Preview', () => {
    assert.equal(new Intercom({ accessToken: 'token', apiVersion: 'preview' }).isPreview, true);
    assert.equal(new Intercom({ accessToken: 'token', apiVersion: '2.16' }).isPreview, false);
    assert.equal(new Intercom({ accessToken: 'token' }).isPreview, false);
  });
});
