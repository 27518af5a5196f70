import assert from 'node:assert/strict';
import nock from 'nock';
import { clearCache } from '../../lib/cache';
import { answerRest } from '../../lib/lookup/rest';
import type { RestRequest } from '../../lib/oih/types';
import { HOST, withNock } from '../support/nock';

const TOKEN = 'spec-token-0123456789';
/** A credential for each case: one whose limit is spent has to wait. */
let cases = 0;
const fetchSecret: RestRequest['ferryman']['fetchSecret'] = async () => ({ accessToken: `${TOKEN}-${cases}` });

describe('an error over REST', () => {
  const { random } = Math;
  withNock();
  // No wait between attempts.
  beforeEach(() => {
    Math.random = () => 0;
    cases += 1;
  });
  afterEach(() => {
    Math.random = random;
    clearCache();
  });

  async function refusal(
    ferryman: RestRequest['ferryman'] = { fetchSecret },
  ): Promise<{ status: number; message: string }> {
    let refused: { status: number; message: string } | undefined;
    const request = { headers: { authorization: 'Bearer iam-token-0123456789' }, ferryman };
    const response = { json: () => assert.fail('it was answered') };
    const data = { operationId: 'retrieveContact', parameters: { contact_id: '65a0c0ffee0000000000a001' } };
    const next = (error: { status: number; message: string }) => {
      refused = error;
    };
    await answerRest([request, response, next, { secretId: 'mine', data }], 20);
    assert.ok(refused);
    for (const secret of [TOKEN, 'iam-token', '65a0c0ffee'])
      assert.ok(!refused.message.includes(secret), refused.message);
    return refused;
  }

  const contact = () => nock(HOST).get('/contacts/65a0c0ffee0000000000a001');
  const answers: [title: string, prepare: () => void, status: number, says: RegExp][] = [
    [
      'a record that is not there',
      () => contact().reply(404, { errors: [{ code: 'not_found', message: 'Not Found' }] }),
      404,
      /failed with 404/,
    ],
    [
      'a missing permission',
      () => contact().reply(403, { errors: [{ code: 'forbidden', message: 'No' }] }),
      502,
      /403 forbidden.*Give the app this permission/,
    ],
    ['a rate limit that is spent', () => contact().reply(429, {}, { 'retry-after': '60' }), 429, /rate limit is spent/],
    [
      'an Intercom that fails',
      () => contact().times(5).reply(503, '<html></html>', { 'content-type': 'text/html' }),
      502,
      /failed with 503/,
    ],
    [
      'an Intercom that gives no answer',
      () =>
        contact()
          .times(5)
          .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
      504,
      /got no answer/,
    ],
  ];
  for (const [title, prepare, status, says] of answers)
    it(`${title}: ${status}`, async () => {
      prepare();
      const refused = await refusal();
      assert.equal(refused.status, status);
      assert.match(refused.message, says);
    });

  it('a secret service that never answers: 502', async () => {
    const refused = await refusal({ fetchSecret: () => new Promise(() => {}) });
    assert.deepEqual(refused, {
      status: 502,
      message: "The platform's secret service did not give the secret. Try again later.",
    });
  });

  it('a secret that holds nothing: 502', async () => {
    assert.equal((await refusal({ fetchSecret: async () => undefined })).status, 502);
  });

  it('what nobody thought of: 500, without its text', async () => {
    const fetch = async (): Promise<unknown> => {
      throw new TypeError(`${TOKEN} is no function`);
    };
    assert.deepEqual(await refusal({ fetchSecret: fetch }), { status: 500, message: 'lookup failed (TypeError).' });
  });
});
