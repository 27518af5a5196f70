import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { SecretUnavailableError, withSecret } from '../../lib/oih/secret';
import { step } from '../../lib/oih/step';
import type { Config, TaskExec } from '../../lib/oih/types';
import { runModule } from '../support/component';
import { json, reset, resetAmidBody, withServer } from '../support/server';

const API_KEY = 'spec-iam-token';
const TOKEN = 'secret-spec-token';
const TOKEN_DATA = { secretId: 'secret 1', apiKey: API_KEY };
const FIELDS = { output: 'items' };

describe('oih/secret', () => {
  const server = withServer();

  const stepOf = (settings: object = { SECRET_SERVICE_BASE_URL: server.url }): TaskExec => ({
    emit: async () => {},
    errorCount: 0,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    getConfig: () => ({ ...settings }),
  });
  const load = (config: Config = FIELDS, tokenData: object = TOKEN_DATA, settings?: object) =>
    withSecret(config, tokenData, stepOf(settings));

  // Ferryman's order: fields, nodeSettings, secret.
  for (const arrived of [{ accessToken: TOKEN }, { key: TOKEN }, { webhookToken: 'hook' }, { clientSecret: 'app' }])
    it(`asks nobody where the secret has arrived: ${Object.keys(arrived)}`, async () => {
      const config = { ...FIELDS, nodeSettings: {}, ...arrived };
      assert.equal(await load(config), config);
      assert.equal(server.arrived.length, 0);
    });

  for (const own of [{ accessToken: TOKEN }, { webhookToken: 'hook' }, { clientSecret: 'app' }])
    it(`is not taken in by what the fields hold: ${Object.keys(own)}`, async () => {
      const secret = { accessToken: 'of the secret', webhookToken: 'of the secret' };
      server.replies = [json(200, { data: { type: 'OA2_AUTHORIZATION_CODE', value: secret } })];
      assert.deepEqual(await load({ ...own, nodeSettings: {} }), { ...own, nodeSettings: {}, ...secret });
      server.replies = [json(500, {})];
      await assert.rejects(load({ ...own, nodeSettings: {}, webhookToken: '', key: 7 }), SecretUnavailableError);
    });

  it('asks nobody where the step has no secret, or there is nobody to ask', async () => {
    assert.equal(await load(FIELDS, { apiKey: API_KEY }), FIELDS);
    assert.equal(await load(FIELDS, { secretId: 'one' }), FIELDS);
    assert.equal(await load(FIELDS, TOKEN_DATA, {}), FIELDS);
    assert.equal(await withSecret(FIELDS, TOKEN_DATA, { ...stepOf(), getConfig: () => undefined }), FIELDS);
    assert.equal(server.arrived.length, 0);
  });

  const secrets: Record<string, [secret: object, config: object]> = {
    MIXED: [
      { type: 'MIXED', value: { payload: JSON.stringify({ accessToken: TOKEN, region: 'eu', output: 'page' }) } },
      { accessToken: TOKEN, region: 'eu', output: 'page' },
    ],
    'MIXED with the bare token': [
      { type: 'MIXED', value: { payload: TOKEN } },
      { payload: TOKEN, ...FIELDS },
    ],
    OA2_AUTHORIZATION_CODE: [
      { type: 'OA2_AUTHORIZATION_CODE', value: { accessToken: TOKEN } },
      { accessToken: TOKEN, ...FIELDS },
    ],
    'one without anything for us': [
      { type: 'MIXED', value: { payload: '{"user": "x"}' } },
      { ...FIELDS, user: 'x' },
    ],
  };
  for (const [what, [secret, config]] of Object.entries(secrets))
    it(`takes what the service gives the second time: ${what}`, async () => {
      server.replies = [json(200, { data: secret })];
      assert.deepEqual(await load(), config);
      const [asked] = server.arrived;
      assert.equal(asked?.url, '/secrets/secret%201');
      assert.equal(asked?.headers.authorization, `Bearer ${API_KEY}`);
    });

  for (const status of [400, 401, 403, 404])
    it(`${status} is an error, whatever the fields hold: time does not mend it`, async () => {
      for (const fields of [FIELDS, { accessToken: TOKEN }, { webhookToken: 'hook' }, { trust: 'none' }]) {
        server.replies = [json(status, {})];
        await assert.rejects(load(fields), {
          name: 'ConfigurationError',
          message: new RegExp(`secret could not be read.*answered ${status}`),
        });
      }
    });

  const failures = {
    408: json(408, {}),
    429: json(429, {}),
    500: json(500, { message: 'broken' }),
    503: json(503, {}),
    'no content': json(204, {}),
    'no secret': json(200, { data: { type: 'MIXED' } }),
    'a reset': reset,
    'a reset amid the body': resetAmidBody,
    'broken JSON': (response: ServerResponse) => response.end('{"data": {'),
  };
  for (const [what, reply] of Object.entries(failures))
    it(`${what}: the message comes back later, and nothing is done`, async () => {
      server.replies = [reply];
      let worked = false;
      const work = step(async () => {
        worked = true;
      });
      const { rebounds, errors } = await runModule({ process: work }, 'spec', {
        config: { accessToken: undefined },
        tokenData: TOKEN_DATA,
        settings: { SECRET_SERVICE_BASE_URL: server.url },
      });
      assert.deepEqual([worked, errors], [false, []]);
      assert.match(
        rebounds[0]?.message ?? '',
        /secret service did not hand over.*\((it answered \d+( without a secret)?|it gave no answer)\)/,
      );
      assert.ok(!`${rebounds[0]?.stack}`.includes(API_KEY));
    });
});
