import assert from 'node:assert/strict';
import type { Config } from '../../lib/oih/types';
import { process as contactCreated } from '../../lib/triggers/contactCreated';
import { masked, mixedSecret } from '../../tools/oih/services/secrets';
import { runModule } from '../support/component';
import { hookMessage, notification, SECRET, TOKEN_IN_ADDRESS } from '../support/hooks';
import { json, reset, withServer } from '../support/server';

const CONTACT = { type: 'contact', id: '65a0c0ffee0000000000a001' };

describe('webhooks: proofs that only the secret asks for', () => {
  const server = withServer();

  /** A notification with the token in its address and no signature, to a step whose secret ferryman could not fetch. */
  const receive = (fields: Config, tokenData: object = { secretId: 'one', apiKey: 'spec-iam-token' }) =>
    runModule({ process: contactCreated }, 'contactCreated', {
      config: { accessToken: undefined, ...fields },
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

  for (const fields of [{ trust: 'none' }, { webhookToken: TOKEN_IN_ADDRESS }]) {
    it(`refuse everything where the service shows only stars of them: ${Object.keys(fields)}`, async () => {
      server.replies = [json(200, { data: masked(mixedSecret({ accessToken: 'x', clientSecret: SECRET })) })];
      assert.deepEqual(await outcome(fields), [0, ['MaskedSecretError'], 0]);
    });
  }

  it('count before those of the fields, also where the fields have both', async () => {
    server.replies = [secret({ webhookToken: 'of the secret' })];
    const fields = { webhookToken: TOKEN_IN_ADDRESS, clientSecret: SECRET };
    assert.deepEqual(await outcome(fields), [0, ['UntrustedRequestError'], 0]);
  });

  it('are looked up nowhere where ferryman got them, and a new word holds at once', async () => {
    server.replies = [secret({ webhookToken: 'an old word' })];
    const got = { appId: 'a1b2c3d4', nodeSettings: {}, webhookToken: 'an old word' };
    assert.deepEqual(await outcome(got), [0, ['UntrustedRequestError'], 0]);
    assert.deepEqual(await outcome({ ...got, webhookToken: TOKEN_IN_ADDRESS }), [1, [], 0]);
    assert.equal(server.arrived.length, 0);
  });

  it('are looked up nowhere where the step has no secret', async () => {
    assert.deepEqual(await outcome({ webhookToken: TOKEN_IN_ADDRESS }, {}), [1, [], 0]);
    assert.equal(server.arrived.length, 0);
  });
});
