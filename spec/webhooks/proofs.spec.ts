import assert from 'node:assert/strict';
import { clearCache } from '../../lib/cache';
import type { Config } from '../../lib/oih/types';
import { process as contactCreated } from '../../lib/triggers/contactCreated';
import { runModule } from '../support/component';
import { hookMessage, notification, SECRET, TOKEN_IN_ADDRESS } from '../support/hooks';
import { json, reset, withServer } from '../support/server';

const CONTACT = { type: 'contact', id: '65a0c0ffee0000000000a001' };

describe('webhooks: proofs that only the secret asks for', () => {
  const server = withServer();
  beforeEach(clearCache);

  /** A notification with the token in its address and no signature, to a step whose secret ferryman could not fetch. */
  const receive = (fields: Config, tokenData: object = { secretId: 'one', apiKey: 'spec-iam-token' }) =>
    runModule({ process: contactCreated }, 'contactCreated', {
      config: fields,
      message: hookMessage(notification('contact.user.created', CONTACT)),
      tokenData,
      settings: { SECRET_SERVICE_BASE_URL: server.url },
    });
  const secret = (content: object) =>
    json(200, { data: { type: 'MIXED', value: { payload: JSON.stringify(content) } } });
  const outcome = async (...given: Parameters<typeof receive>) => {
    const { emitted, errors, rebounds } = await receive(...given);
    return [emitted.length, errors.map(({ name }) => name), rebounds.length];
  };

  it('are asked for although the fields have another one', async () => {
    server.replies = [secret({ clientSecret: SECRET })];
    assert.deepEqual(await outcome({ webhookToken: TOKEN_IN_ADDRESS }), [0, ['UntrustedRequestError'], 0]);
  });

  it('are asked for although the fields want none', async () => {
    server.replies = [secret({ clientSecret: SECRET })];
    assert.deepEqual(await outcome({ trust: 'none', accessToken: 'x' }), [0, ['UntrustedRequestError'], 0]);
  });

  for (const [what, reply] of [
    ['answers 500', json(500, {})],
    ['gives no answer', reset],
  ] as const) {
    it(`let the message come back where the service ${what}`, async () => {
      server.replies = [reply];
      assert.deepEqual(await outcome({ webhookToken: TOKEN_IN_ADDRESS, accessToken: 'x' }), [0, [], 1]);
    });
  }

  for (const status of [403, 404]) {
    it(`refuse everything where the service answers ${status}`, async () => {
      server.replies = [json(status, {})];
      assert.deepEqual(await outcome({ trust: 'none', accessToken: 'x' }), [0, ['ConfigurationError'], 0]);
    });
  }

  it('are looked up once for many messages', async () => {
    server.replies = [secret({ accessToken: 'x' })];
    const fields = { webhookToken: TOKEN_IN_ADDRESS };
    for (let count = 0; count < 3; count += 1) await receive(fields);
    assert.equal(server.arrived.length, 1);
  });

  it('are looked up nowhere where the step has no secret', async () => {
    assert.deepEqual(await outcome({ webhookToken: TOKEN_IN_ADDRESS }, {}), [1, [], 0]);
    assert.equal(server.arrived.length, 0);
  });
});
