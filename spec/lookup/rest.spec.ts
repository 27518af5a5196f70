import assert from 'node:assert/strict';
import { mixedSecret, type Secret } from '../../tools/oih';
import { type Rest, type RestAnswer, startRest } from '../../tools/oih/rest';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { fixtureRoutes } from '../../tools/sandbox/fixtureRoutes';
import { withServer } from '../support/server';
import { brokers } from '../tools/oih/brokers';

for (const { name, amqpUri } of brokers) {
  describe(`lookup over REST, ferryman on ${name}`, function () {
    this.timeout(60_000);
    /** Where nothing may ever arrive. */
    const elsewhere = withServer();
    let sandbox: Sandbox;
    let rest: Rest;

    before(async () => {
      sandbox = await startSandbox({ seed: 'small', routes: fixtureRoutes() });
      const baseUrl = sandbox.url;
      const secrets: Record<string, Secret> = {
        mine: mixedSecret({ accessToken: sandbox.token, baseUrl }),
        byKey: mixedSecret({ key: sandbox.token, baseUrl }),
        empty: mixedSecret({ baseUrl }),
        byOAuth: { type: 'OA2_AUTHORIZATION_CODE', value: { accessToken: sandbox.token } },
        byApiKey: { type: 'API_KEY', value: { key: sandbox.token, headerName: 'Authorization' } },
        byPassword: { type: 'SIMPLE', value: { username: 'ada', passphrase: sandbox.token } },
        bare: { type: 'MIXED', value: { payload: sandbox.token } },
        revoked: mixedSecret({ accessToken: 'another-token-9876', baseUrl }),
      };
      rest = await startRest(secrets, amqpUri);
    });
    beforeEach(() => sandbox.requests.clear());
    afterEach(() => {
      rest.oih.secrets.fault = undefined;
      rest.oih.secrets.readRaw = true;
      assert.deepEqual(elsewhere.arrived, []);
    });
    after(async () => {
      await rest.close();
      await sandbox.close();
    });

    const ask = (data: unknown, secretId: unknown = 'mine', token?: string | null): Promise<RestAnswer> =>
      rest.post({ actionName: 'lookup', secretId, data }, token);

    it('gives the choices of a dictionary', async () => {
      const { status, body } = await ask({ operationId: 'tags', cfg: { nodeSettings: { skipSnapshot: true } } });
      const items = sandbox.workspace.tags.list().map(({ id, name: label }) => ({ value: id, label }));
      assert.deepEqual({ status, body }, { status: 200, body: { items } });
    });

    it('pages to the end, each choice once', async () => {
      const seen: unknown[] = [];
      let cursor: unknown;
      do {
        const parameters = { limit: 5, ...(cursor !== undefined && { cursor }) };
        const { status, body } = await ask({ operationId: 'contacts', parameters });
        assert.equal(status, 200);
        assert.ok(Array.isArray(body.items) && body.items.length <= 5);
        seen.push(...body.items.map(({ value }) => value));
        cursor = body.next;
      } while (cursor !== undefined);
      assert.equal(new Set(seen).size, seen.length);
      assert.equal(seen.length, sandbox.workspace.contacts.all.size);
    });

    it('searches where Intercom has a search, and in what it lists where it has none', async () => {
      const contacts = await ask({ operationId: 'contacts', parameters: { search: 'bruno' } });
      assert.equal(contacts.status, 200);
      assert.deepEqual(
        sandbox.requests.list().map(({ route }) => route),
        ['POST /contacts/search'],
      );
      const companies = await ask({ operationId: 'companies', parameters: { search: 'LIGHT optics' } });
      assert.deepEqual(companies.body.items, [
        {
          value: String(sandbox.workspace.companies.byCompanyId('crm-org-2')?.id),
          label: 'Northlight Optics',
          note: 'crm-org-2',
        },
      ]);
    });

    it('gives what an operation gives that only reads', async () => {
      const { status, body } = await ask({ operationId: 'identifyAdmin' });
      assert.equal(status, 200);
      assert.equal(body.type, 'admin');
    });

    it("describes an input with the workspace's attributes in it", async () => {
      const { status, body } = await ask({ operationId: 'describe', parameters: { function: 'createContact' } });
      assert.equal(status, 200);
      assert.match(JSON.stringify(body.schema), /"custom_attributes":\{.*"properties":\{"\w+":\{"title":/);
    });

    it('says whether the credential works', async () => {
      const { status, body } = await ask({ operationId: 'verifyConnection' });
      assert.equal(status, 200);
      assert.deepEqual([body.ok, body.problems], [true, []]);
      assert.equal(sandbox.requests.count(), 9);
    });

    it('asks Intercom once for many who ask the same at once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask({ operationId: 'segments' })));
      assert.ok(answers.every(({ status }) => status === 200));
      assert.equal(sandbox.requests.count('GET /segments'), 1);
    });

    it('runs as a step of a flow as well', async () => {
      const parameters = { search: 'newsletter' };
      rest.oih.trigger(rest.flowId, { data: { operationId: 'tags', parameters }, metadata: {} });
      await rest.oih.idle();
      const [message] = rest.oih.emitted('lookup');
      const [tag] = sandbox.workspace.tags.list().filter(({ name: label }) => label === 'Newsletter');
      assert.deepEqual(message?.data, { items: [{ value: tag?.id, label: 'Newsletter' }] });
    });

    const tags = { operationId: 'tags' };
    const refused: [title: string, ask: () => Promise<RestAnswer>, status: number, says: RegExp][] = [
      ['no token', () => ask(tags, 'mine', null), 401, /Authorization header with a bearer token/],
      ['a token of somebody else', () => ask(tags, 'mine', 'stolen-token-1234'), 403, /does not open this secret/],
      ['a foreign secret', () => ask(tags, 'yours'), 403, /does not open this secret/],
      ['no secret', () => rest.post({ actionName: 'lookup', data: tags }), 400, /secretId must be the id of a secret/],
      ['a secret that is a path', () => ask(tags, '../snapshots/flows'), 400, /secretId must be/],
      ['a secret without an access token', () => ask(tags, 'empty'), 400, /^No Intercom access token/],
      ['a host of the caller', () => ask({ ...tags, cfg: { baseUrl: elsewhere.url } }), 400, /must not hold baseUrl/],
      ['no operationId', () => ask({}), 400, /operationId must name/],
      ['no data', () => ask(undefined), 400, /data must be an object/],
      ['an operationId that is none', () => ask({ operationId: { tags: true } }), 400, /operationId must name/],
      ['an unknown dictionary', () => ask({ operationId: 'colours' }), 400, /no dictionary and no operation/],
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(
        (operationId): [string, () => Promise<RestAnswer>, number, RegExp] => [
          `${operationId} as a name`,
          () => ask({ operationId }),
          400,
          /no dictionary and no operation/,
        ],
      ),
      ...['deleteTag', 'createContact', 'sendRequest', 'scrollCompanies', 'downloadDataExport', 'lookup'].map(
        (operationId): [string, () => Promise<RestAnswer>, number, RegExp] => [
          `${operationId}, which is off the list`,
          () => ask({ operationId, parameters: { method: 'GET', path: '/tags', tag_id: '1' } }),
          400,
          /none that lookup may run/,
        ],
      ),
      [
        'a URL among the parameters',
        () => ask({ ...tags, parameters: { url: elsewhere.url } }),
        400,
        /none of search, cursor, limit/,
      ],
      ['parameters that are a list', () => ask({ ...tags, parameters: [1] }), 400, /parameters must be an object/],
      ['a cfg that is a text', () => ask({ ...tags, cfg: 'x' }), 400, /cfg must be an object/],
      ['a limit of 0', () => ask({ ...tags, parameters: { limit: 0 } }), 400, /limit must be/],
      [
        'a cursor of another kind',
        () => ask({ ...tags, parameters: { cursor: 'W10' } }),
        400,
        /cursor must be the next/,
      ],
      [
        'a cursor that is no JSON',
        () => ask({ ...tags, parameters: { cursor: '%%%' } }),
        400,
        /cursor must be the next/,
      ],
      [
        'a parameter that is missing',
        () => ask({ operationId: 'ticketTypeAttributes' }),
        400,
        /ticketTypeId is missing/,
      ],
      [
        '__proto__ among the parameters',
        () =>
          rest.post(
            '{"actionName":"lookup","secretId":"mine","data":{"operationId":"tags","parameters":{"__proto__":{"limit":1}}}}',
          ),
        400,
        /none of search/,
      ],
      [
        'a version that lacks it',
        () => ask({ operationId: 'brands', cfg: { apiVersion: '2.10' } }),
        400,
        /does not exist in version 2\.10/,
      ],
      [
        'another action over REST',
        () => rest.post({ actionName: 'deleteTag', secretId: 'mine', data: tags }),
        405,
        /Only lookup answers over REST/,
      ],
      [
        'a body of 6 MB',
        () => rest.post({ actionName: 'lookup', secretId: 'mine', data: tags, more: 'x'.repeat(6_000_000) }),
        413,
        /too large/,
      ],
      ['a body that is no JSON', () => rest.post('{"actionName": lookup'), 400, /JSON/],
    ];
    for (const [title, bad, expected, says] of refused) {
      it(`refuses ${title}, before any call`, async () => {
        const { status, body } = await bad();
        assert.equal(status, expected, JSON.stringify(body));
        assert.match(String(body.message), says);
        assert.equal(sandbox.requests.count(), 0);
      });
    }

    for (const secretId of ['mine', 'byOAuth', 'byApiKey', 'byPassword', 'bare'])
      it(`says what the token lacks that sees only stars of a secret: ${secretId}`, async () => {
        rest.oih.secrets.readRaw = false;
        const { status, body } = await ask({ ...tags, cfg: { region: 'eu' } }, secretId);
        assert.equal(status, 403, JSON.stringify(body));
        assert.match(String(body.message), /needs the permission secrets\.secret\.readRaw/);
        assert.equal(sandbox.requests.count(), 0);
      });

    it('sends an address that stands in a parameter nowhere', async () => {
      const { status } = await ask({
        operationId: 'retrieveContact',
        parameters: { contact_id: `${elsewhere.url}/x` },
      });
      assert.equal(status, 404);
      await ask({ operationId: 'listTags', parameters: { url: elsewhere.url, baseUrl: elsewhere.url } });
      assert.equal(sandbox.requests.count(), 2);
    });

    it("takes no token but the secret's", async () => {
      const cfg = { accessToken: 'another-token-9876', token: 'x', region: 'eu' };
      for (const secretId of ['mine', 'byKey']) {
        assert.equal((await ask({ operationId: 'identifyAdmin', cfg }, secretId)).status, 200);
      }
      assert.equal((await ask({ operationId: 'identifyAdmin', cfg }, 'empty')).status, 400);
    });

    it('says so when the secret service is away', async () => {
      for (const fault of [503, 'reset'] as const) {
        rest.oih.secrets.fault = fault;
        const { status, body } = await ask(tags);
        assert.equal(status, 502);
        assert.match(String(body.message), /secret service did not give the secret/);
      }
    });

    it('says so when Intercom refuses', async () => {
      const { status, body } = await ask({ operationId: 'admins' }, 'revoked');
      assert.equal(status, 502);
      assert.match(String(body.message), /^GET \/admins failed with 401 .*Check the access token/);
    });

    it('has told nobody a token', async () => {
      const said = JSON.stringify(rest.oih.events.filter(({ type }) => type === 'log'));
      for (const secret of [sandbox.token, rest.oih.apiKey, 'stolen-token-1234', 'another-token-9876']) {
        assert.ok(!said.includes(secret));
      }
    });
  });
}
