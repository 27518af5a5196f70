import assert from 'node:assert/strict';
import { failureOf, isObject, readBody, toApiError } from '../../lib/intercom/answer';
import { ApiError, RateLimitError } from '../../lib/intercom/errors';
import type { WireAnswer } from '../../lib/intercom/transport';

const CREATE = 'POST /contacts';
/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;

function answer(status: number, body: unknown, headers: WireAnswer['headers'] = {}): WireAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, text, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } };
}

function refusal(status: number, code: string, message: string, more: object = {}): WireAnswer {
  return answer(status, { type: 'error.list', request_id: 'req-1', errors: [{ code, message }], ...more });
}

const HTML = answer(502, '<html><body><h1>502 Bad Gateway</h1></body></html>', { 'content-type': 'text/html' });

describe('intercom/answer', () => {
  describe('readBody', () => {
    const table: [what: string, wire: WireAnswer, read: ReturnType<typeof readBody>][] = [
      ['JSON', answer(200, { id: '1' }), { body: { id: '1' }, broken: false }],
      ['a list', answer(200, [1]), { body: [1], broken: false }],
      ['nothing', answer(204, ''), { body: undefined, broken: false }],
      ['blanks', answer(202, ' \r\n'), { body: undefined, broken: false }],
      ['JSON that was cut', answer(200, '{"id": "1", "na'), { body: undefined, broken: true }],
      ['a web page', answer(200, '<p>', { 'content-type': 'text/html' }), { body: '<p>', broken: true }],
      ['a web page that claims to be JSON', answer(200, '<p>'), { body: undefined, broken: true }],
      ['plain text', answer(200, 'Hello', { 'content-type': 'text/plain' }), { body: 'Hello', broken: false }],
      ['JSON without a type', { status: 200, text: '{"id": 1}', headers: {} }, { body: { id: 1 }, broken: false }],
      [
        'a JSON dialect',
        answer(404, '{"a": 1}', { 'content-type': 'application/problem+json' }),
        { body: { a: 1 }, broken: false },
      ],
    ];
    for (const [what, wire, read] of table) it(`reads ${what}`, () => assert.deepEqual(readBody(wire), read));
  });

  describe('failureOf', () => {
    it('tells a job that is in the way from a spent rate limit', () => {
      const job = 'Exceeded rate limit of 1 pending message data export jobs';
      assert.equal(failureOf(refusal(429, 'rate_limit_exceeded', job)).notALimit, true);
      assert.equal(
        failureOf(refusal(429, 'rate_limit_exceeded', 'Exceeded rate limit of 5 pending reporting jobs')).notALimit,
        true,
      );
      assert.equal(failureOf(refusal(429, 'rate_limit_exceeded', 'Rate limit exceeded')).notALimit, false);
      assert.equal(failureOf(refusal(500, 'server_error', job)).notALimit, false);
      assert.equal(failureOf(answer(429, '')).notALimit, false);
    });
  });

  describe('toApiError', () => {
    it("says where, what, why and Intercom's id for the exchange", () => {
      const error = toApiError('PUT /contacts/{contact_id}', refusal(404, 'not_found', 'Contact Not Found'), {}, true);
      assert.ok(error instanceof ApiError);
      assert.equal(
        error.message,
        'PUT /contacts/{contact_id} failed with 404 not_found: Contact Not Found (request req-1)',
      );
      assert.deepEqual(
        [error.status, error.code, error.requestId, error.retryable, error.conflictingId],
        [404, 'not_found', 'req-1', false, undefined],
      );
    });

    it('tells every reason, with its field, up to five', () => {
      const errors = Array.from({ length: 7 }, (_, n) => ({
        code: 'parameter_invalid',
        message: `reason ${n}`,
        field: `f${n}`,
      }));
      const { message } = toApiError(CREATE, answer(400, { type: 'error.list', errors }), {}, false);
      assert.equal(
        message,
        'POST /contacts failed with 400 parameter_invalid: f0: reason 0; f1: reason 1; f2: reason 2; f3: reason 3; f4: reason 4',
      );
    });

    const shapes: [what: string, body: object, said: string, code?: string][] = [
      ['a map of reasons', { errors: { base: 'The rating window has closed' } }, 'base: The rating window has closed'],
      ['several reasons for a field', { errors: { phone: ['is short', 'is odd'] } }, 'phone: is short, is odd'],
      ['a list of texts', { errors: ['First', 'Second'] }, 'First; Second'],
      ['one message', { type: 'error', message: 'ruleset_id is required' }, 'ruleset_id is required'],
      ['one message beside an empty list', { errors: [], message: 'Gone' }, 'Gone'],
      [
        'one message with its key',
        { error_key: 'invalid_phone_number', message: 'Invalid phone number' },
        'Invalid phone number',
        'invalid_phone_number',
      ],
      ['one message with its code', { code: 'not_found', message: 'No such call' }, 'No such call', 'not_found'],
    ];
    for (const [what, body, said, code] of shapes) {
      it(`tells ${what}`, () => {
        const error = toApiError(CREATE, answer(422, body), {}, true);
        assert.equal(error.message, `POST /contacts failed with 422${code ? ` ${code}` : ''}: ${said}`);
        assert.equal(error.code, code);
      });
    }

    it('takes what the request carried out of every shape', () => {
      const input = { email: 'ada@example.com', name: 'Ada Lovelace' };
      for (const body of [
        { errors: { 'Ada Lovelace': 'ada@example.com is taken' } },
        { errors: ['Ada Lovelace: ada@example.com is taken'] },
        { message: 'Ada Lovelace: ada@example.com is taken' },
      ])
        assert.doesNotMatch(toApiError(CREATE, answer(422, body), input, true).message, /ada/i);
    });

    it("takes what the request carried out of Intercom's words", () => {
      const wire = refusal(400, 'parameter_invalid', "Ada Sandberg <ada@example.com> (+1 555 010-0199) isn't valid");
      const { message } = toApiError(CREATE, wire, { name: 'Ada Sandberg' }, false);
      assert.ok(message.endsWith("[value] <[address]> ([number]) isn't valid (request req-1)"), message);
    });

    it("finds the other contact's id in a 409, and keeps it out of the message", () => {
      const id = '65a0c0ffee0000000000a001';
      const wire = refusal(409, 'conflict', `A contact matching those details already exists with id=${id}`);
      const error = toApiError(CREATE, wire, { email: 'ada@example.com' }, false);
      assert.equal(error.conflictingId, id);
      assert.ok(!error.message.includes(id));
      assert.equal(
        toApiError(CREATE, refusal(400, 'conflict', `exists with id=${id}`), {}, false).conflictingId,
        undefined,
      );
      assert.equal(toApiError(CREATE, refusal(409, 'conflict', 'exists'), {}, false).conflictingId, undefined);
      assert.equal(
        toApiError(CREATE, answer(409, { errors: [{ message: null }] }), {}, false).conflictingId,
        undefined,
      );
    });

    it('tells whether the other contact of a 409 is archived', () => {
      const archived = (status: number, text: string) =>
        toApiError(CREATE, refusal(status, 'conflict', text), {}, false).conflictArchived;
      assert.equal(archived(409, 'An archived contact already exists with id=65a0c0ffee0000000000a001'), true);
      assert.equal(archived(409, 'A contact already exists with id=65a0c0ffee0000000000a001'), false);
      assert.equal(archived(400, 'An archived contact already exists'), false);
    });

    it('finds the contact into which one was merged in a 410', () => {
      const id = '65a0c0ffee0000000000a001';
      const merged = (status: number, link?: string) => {
        const wire = refusal(status, 'contact_merged', 'Merged');
        return toApiError(CREATE, { ...wire, headers: { ...wire.headers, link } }, {}, false).mergedInto;
      };
      assert.equal(merged(410, `</contacts/${id}>; rel="canonical"`), id);
      assert.equal(merged(410, `<https://elsewhere.example.com/contacts/${id}>; rel="canonical"`), undefined);
      assert.equal(merged(404, `</contacts/${id}>; rel="canonical"`), undefined);
      assert.equal(merged(410), undefined);
    });

    const hints: [status: number, code: string, hint: RegExp][] = [
      [401, 'unauthorized', /access token.*region/],
      [401, 'token_unauthorized', /access token.*region/],
      [401, 'token_not_found', /access token.*region/],
      [401, 'token_revoked', /revoked.*Developer Hub/],
      [403, 'forbidden', /permission.*Developer Hub/],
      [403, 'action_forbidden', /permission.*Developer Hub/],
      [403, 'api_plan_restricted', /plan/],
      [400, 'intercom_version_invalid', /apiVersion/],
      [400, 'invalid_sort_order', /'ascending' or 'descending'/],
    ];
    for (const [status, code, hint] of hints) {
      it(`says what to do about ${code}`, () => {
        const { message } = toApiError(CREATE, refusal(status, code, 'No'), {}, false);
        assert.ok(message.startsWith(`POST /contacts failed with ${status} ${code}: No (request req-1)`), message);
        assert.match(message.split('(request req-1)')[1] ?? '', hint);
      });
    }

    it('gives no hint for a code that it does not know', () => {
      const { message } = toApiError(CREATE, refusal(418, 'toString', 'No'), {}, false);
      assert.equal(message, 'POST /contacts failed with 418 toString: No (request req-1)');
    });

    it('does not quote a web page', () => {
      const error = toApiError('GET /tags', HTML, {}, true);
      assert.match(error.message, /^GET \/tags failed with 502: the answer was not from the API/);
      assert.ok(!error.message.includes('<'));
      assert.deepEqual([error.code, error.retryable], [undefined, true]);
    });

    it('does not quote JSON that is broken, and says that it is', () => {
      const wire = answer(200, '{"email": "ada@example.com", "na');
      const error = toApiError('GET /contacts/{contact_id}', wire, {}, true);
      assert.equal(
        error.message,
        'GET /contacts/{contact_id} answered 200 with a body that is no answer to this (empty, broken, or of a gateway in between?)',
      );
      assert.equal(error.retryable, true);
      assert.equal(toApiError(CREATE, wire, {}, false).retryable, false);
    });

    it('says that a redirect was not followed', () => {
      const wire = answer(302, '', { location: 'https://www.example.com/?token=x' });
      const { message } = toApiError('GET /tags', wire, {}, true);
      assert.match(message, /^GET \/tags answered 302 with a redirect, which is not followed/);
      assert.match(message, /baseUrl/);
      assert.ok(!message.includes('example.com'));
    });

    it('has words for an answer that gives no reason', () => {
      for (const body of ['', {}, [], null, '"oops"', { errors: 'none' }, { errors: [] }, { errors: [null, 5] }])
        assert.equal(
          toApiError('GET /tags', answer(500, body), {}, true).message,
          'GET /tags failed with 500: Intercom gave no reason',
        );
      const { message } = toApiError('GET /tags', answer(500, { errors: [{ code: 5, message: {} }] }), {}, true);
      assert.equal(message, 'GET /tags failed with 500: no reason given');
    });

    it('takes the request id from the header where the body has none', () => {
      const error = toApiError('GET /tags', answer(500, '', { 'x-request-id': 'req-2' }), {}, true);
      assert.equal(error.requestId, 'req-2');
      assert.ok(error.message.endsWith('(request req-2)'));
    });

    it('shows nothing of a code, a field or a request id in which a proxy quotes the request', () => {
      const token = 'dG9rOnNwZWMtdG9rZW4';
      const body = {
        request_id: token,
        errors: [{ code: `Bearer ${token}`, message: 'no', field: `email ${token} ada@example.com` }],
      };
      const error = toApiError('GET /tags', answer(400, body), [{}, token], true);
      assert.equal(error.message, 'GET /tags failed with 400: email [value] [address]: no');
      assert.deepEqual([error.code, error.requestId], [undefined, undefined]);
    });

    it('makes a spent rate limit a RateLimitError that knows how long', () => {
      const limit = (headers: WireAnswer['headers']) => {
        const error = toApiError(
          CREATE,
          { ...refusal(429, 'rate_limit_exceeded', 'Exceeded'), headers },
          {},
          false,
          undefined,
          NOW,
        );
        assert.ok(error instanceof RateLimitError);
        assert.equal(error.message, "POST /contacts failed with 429: Intercom's rate limit is spent (request req-1)");
        assert.equal(error.retryable, true);
        return error.retryAfterMs;
      };
      assert.equal(limit({ 'retry-after': '7' }), 7_000);
      assert.equal(limit({ 'x-ratelimit-reset': String(NOW / 1_000 + 4) }), 4_000);
      assert.equal(limit({}), 10_000);
    });

    it('lets a job that is in the way fail, in its own words', () => {
      const wire = refusal(429, 'rate_limit_exceeded', 'Exceeded rate limit of 1 pending message data export jobs');
      const error = toApiError('POST /export/content/data', wire, {}, false, undefined, NOW);
      assert.ok(!(error instanceof RateLimitError));
      assert.equal(error.retryable, false);
      assert.match(error.message, /failed with 429 .*1 pending message data export jobs/);
    });
  });

  it('isObject knows what has keys', () => {
    for (const value of [{}, { a: 1 }, Object.create(null)]) assert.equal(isObject(value), true);
    for (const value of [null, undefined, [], 'a', 5, true]) assert.equal(isObject(value), false);
  });
});
