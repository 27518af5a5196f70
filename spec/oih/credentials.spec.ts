import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { credentials } from '../../lib/oih/credentials';
import type { Config } from '../../lib/oih/types';
import { captureLogs } from '../../tools/oih/embeddedStep';
import { masked, mixedSecret, type Secret } from '../../tools/oih/services/secrets';
import { json, withServer } from '../support/server';

captureLogs();
const { Ferryman } = require('@openintegrationhub/ferryman/lib/ferryman.js');

const TOKEN = 'credentials-spec-token';

describe('oih/credentials', () => {
  describe("from the platform's secrets, as ferryman fetches them", () => {
    const server = withServer();

    /** What a step's config holds of a secret. */
    async function fetched(secret: { type: string; value: object } | number): Promise<Config> {
      server.replies = [typeof secret === 'number' ? json(secret, {}) : json(200, { data: secret })];
      const ferryman = new Ferryman({
        SECRET_SERVICE_BASE_URL: server.url,
        OUTPUT_RATE_LIMIT: 1,
        ERROR_RATE_LIMIT: 1,
        SNAPSHOT_RATE_LIMIT: 1,
        RATE_INTERVAL: 1,
      });
      return ferryman.fetchSecret('secret-1', 'iam-token', { error() {} });
    }

    const secrets: [what: string, type: string, value: object, settings: object][] = [
      ['MIXED', 'MIXED', { payload: JSON.stringify({ accessToken: TOKEN }) }, {}],
      ['MIXED with key', 'MIXED', { payload: JSON.stringify({ key: TOKEN }) }, {}],
      ['MIXED with token', 'MIXED', { payload: JSON.stringify({ token: TOKEN }) }, {}],
      ['MIXED with the bare token in the place of JSON', 'MIXED', { payload: TOKEN }, {}],
      [
        'MIXED with everything',
        'MIXED',
        {
          payload: JSON.stringify({
            accessToken: TOKEN,
            region: 'eu',
            apiVersion: '2.14',
            baseUrl: 'https://proxy.example.com',
          }),
        },
        { region: 'eu', apiVersion: '2.14', baseUrl: 'https://proxy.example.com' },
      ],
      [
        'OA2_AUTHORIZATION_CODE',
        'OA2_AUTHORIZATION_CODE',
        {
          accessToken: TOKEN,
          refreshToken: 'x',
          scope: 'read',
          expires: '2099-01-01',
          externalId: '1',
          tokenType: 'Bearer',
        },
        {},
      ],
      ['API_KEY', 'API_KEY', { key: TOKEN, headerName: 'Authorization' }, {}],
      ['SIMPLE', 'SIMPLE', { username: 'ada', passphrase: TOKEN }, {}],
    ];
    for (const [what, type, value, settings] of secrets)
      it(what, async () => {
        assert.deepEqual(credentials(await fetched({ type, value })), { accessToken: TOKEN, ...settings });
      });

    const ours: Secret[] = [
      mixedSecret({ accessToken: TOKEN, region: 'eu' }),
      { type: 'MIXED', value: { payload: JSON.stringify({ accessToken: TOKEN, region: 'eu' }, null, 1) } },
      { type: 'OA2_AUTHORIZATION_CODE', value: { accessToken: TOKEN, scope: 'read' } },
      { type: 'API_KEY', value: { key: TOKEN } },
      { type: 'API_KEY', value: { key: 'short' } },
      { type: 'SIMPLE', value: { username: 'ada', passphrase: TOKEN } },
    ];
    for (const secret of ours)
      it(`${secret.type} of which the service shows only stars: takes them for no token`, async () => {
        const config = await fetched(masked(secret));
        assert.throws(() => credentials(config), {
          name: 'MaskedSecretError',
          message: /permission secrets\.secret\.readRaw/,
        });
      });

    for (const status of [401, 403, 404, 500])
      it(`a service that answers ${status}: says that no credential reached the step`, async () => {
        const config = await fetched(status);
        assert.throws(() => credentials(config), {
          name: 'ConfigurationError',
          message: /^No Intercom access token reached this step\./,
        });
      });
  });

  it('reads the rest from the fields of the step', () => {
    assert.deepEqual(
      credentials({ accessToken: TOKEN, region: 'au', apiVersion: 2.8, output: 'all', nodeSettings: {} }),
      {
        accessToken: TOKEN,
        region: 'au',
        apiVersion: '2.8',
      },
    );
  });

  it('prefers accessToken to what else may hold one', () => {
    assert.equal(
      credentials({ payload: 'e', passphrase: 'd', token: 'c', key: 'b', accessToken: 'a' }).accessToken,
      'a',
    );
    assert.equal(
      credentials({ payload: 'e', passphrase: 'd', token: 'c', key: 'b', accessToken: '' }).accessToken,
      'b',
    );
    assert.equal(credentials({ payload: 'e', passphrase: 'd', token: 'c', key: null }).accessToken, 'c');
    assert.equal(credentials({ payload: 'e', passphrase: 'd' }).accessToken, 'd');
  });

  for (const config of [
    {},
    { accessToken: '' },
    { accessToken: null },
    { accessToken: 5 },
    { accessToken: { a: 1 } },
    { username: 'ada' },
  ])
    it(`finds no token in ${JSON.stringify(config)}`, () => {
      assert.throws(() => credentials(config), {
        name: 'ConfigurationError',
        message: /Choose a credential for the step/,
      });
    });

  for (const [field, value] of Object.entries({ region: { a: 1 }, baseUrl: ['https://example.com'], apiVersion: true }))
    it(`refuses a ${field} that is no text, and does not show the token`, () => {
      assert.throws(
        () => credentials({ accessToken: TOKEN, [field]: value }),
        (error: Error) => {
          assert.equal(error.message, `${field} must be a text.`);
          assert.ok(!inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }).includes(TOKEN));
          return true;
        },
      );
    });
});
