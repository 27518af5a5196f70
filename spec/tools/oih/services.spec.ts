import assert from 'node:assert/strict';
import { hostServices, type ServiceHost } from '../../../tools/oih/services/http';
import { mixedSecret, SecretService } from '../../../tools/oih/services/secrets';
import { SnapshotService } from '../../../tools/oih/services/snapshots';

describe("The platform's services", () => {
  const snapshots = new SnapshotService();
  const secrets = new SecretService({ mine: mixedSecret({ accessToken: 'a' }) });
  let host: ServiceHost;

  before(async () => {
    host = await hostServices('iam-token', [snapshots, secrets]);
    snapshots.set({ flowId: 'a flow', stepId: 'one' }, { last: 1 });
  });
  after(() => host.close());
  afterEach(() => {
    secrets.fault = undefined;
  });

  async function get(path: string, token = 'iam-token'): Promise<{ status: number; body: unknown }> {
    const response = await fetch(host.url + path, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.json() };
  }

  it('answer what ferryman asks', async () => {
    assert.deepEqual(await get('/snapshots/flows/a%20flow/steps/one'), { status: 200, body: { data: { last: 1 } } });
    assert.deepEqual(await get('/secrets/mine'), {
      status: 200,
      body: { data: { _id: 'mine', name: 'mine', type: 'MIXED', value: { payload: '{"accessToken":"a"}' } } },
    });
  });

  it('answer 404 for what they do not have', async () => {
    for (const path of ['/snapshots/flows/b', '/secrets/yours', '/data-hub/data/1'])
      assert.equal((await get(path)).status, 404, path);
  });

  it('answer with an empty snapshot for a step that has none, as the platform does', async () => {
    for (const path of ['/snapshots/flows/a%20flow/steps/two', '/snapshots/flows/b/steps/one'])
      assert.deepEqual(await get(path), { status: 200, body: { data: {} } }, path);
  });

  it("refuse a caller without the run's token", async () => {
    for (const path of ['/snapshots/flows/a%20flow/steps/one', '/secrets/mine']) {
      assert.equal((await get(path, 'another')).status, 401);
    }
  });

  it('fail when they are told to, each by itself', async () => {
    secrets.fault = 503;
    assert.equal((await get('/secrets/mine')).status, 503);
    assert.equal((await get('/snapshots/flows/a%20flow/steps/one')).status, 200);
    secrets.fault = 'reset';
    await assert.rejects(get('/secrets/mine'), /fetch failed/);
    secrets.fault = undefined;
    assert.equal((await get('/secrets/mine')).status, 200);
  });

  it('close although an answer is owed', async () => {
    const other = await hostServices('iam-token', [Object.assign(new SecretService({}), { fault: 'hang' })]);
    const asked = fetch(`${other.url}/secrets/mine`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.close();
    await assert.rejects(asked, /fetch failed/);
  });
});
