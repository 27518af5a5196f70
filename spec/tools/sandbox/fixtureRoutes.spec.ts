import assert from 'node:assert/strict';
import { operations } from '../../../tools/generate/catalogue';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { fixtureRoutes } from '../../../tools/sandbox/fixtureRoutes';
import { shapeOf } from '../../../tools/sandbox/router';
import { routes } from '../../../tools/sandbox/routes';
import { run } from '../../support/component';
import { fixtures } from '../../support/fixtures';

describe('sandbox: operations without state', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  const further = fixtureRoutes();

  before(async () => {
    sandbox = await startSandbox({ routes: further });
  });
  after(() => sandbox.close());

  it('together with those with state are all that the component has', () => {
    const served = new Set([...routes, ...further].map(({ request }) => shapeOf(request)));
    const missing = operations().filter(
      ({ name, operation }) => name !== 'sendRequest' && !served.has(shapeOf(operation.request)),
    );
    assert.deepEqual(missing, []);
  });

  it('answer each action as its fixture says', async () => {
    const stateless = new Set(further.map(({ request }) => request));
    const cases = fixtures();
    for (const { name, operation } of operations()) {
      if (!stateless.has(operation.request)) continue;
      const [first] = (cases.get(name) ?? []).filter(({ error }) => error === undefined);
      const config = { ...first?.fields, accessToken: sandbox.token, baseUrl: sandbox.url };
      const { errors, rebounds, emitted } = await run(name, { message: { data: first?.input, metadata: {} }, config });
      assert.deepEqual([errors, rebounds], [[], []], name);
      assert.deepEqual(emitted, first?.emitted, name);
    }
  });

  it('carry the ids that were asked for', async () => {
    const config = { accessToken: sandbox.token, baseUrl: sandbox.url };
    const { emitted } = await run('retrieveArticle', { message: { data: { article_id: '987654' } }, config });
    assert.deepEqual(emitted[0]?.metadata, { recordUid: '987654' });
  });

  it('answer with files where Intercom does', async () => {
    const headers = { authorization: `Bearer ${sandbox.token}` };
    const recording = await fetch(`${sandbox.url}/calls/4471/recording`, { headers, redirect: 'manual' });
    assert.equal(recording.status, 302);
    const signed = recording.headers.get('location') ?? '';
    assert.notEqual(new URL(signed).origin, sandbox.url, 'a host of its own');
    assert.equal((await fetch(signed)).headers.get('content-type'), 'audio/wav');
    assert.equal((await fetch(signed, { headers })).status, 400, 'a token is refused, as a cloud storage does');
    assert.equal((await fetch(signed.replace(/\?.*/, ''))).status, 403, 'as is an address without its signature');
  });
});
