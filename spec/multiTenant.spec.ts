import assert from 'node:assert/strict';
import {
  type GlobalContainer,
  type GlobalStep,
  type Published,
  startGlobalContainer,
} from '../tools/oih/globalContainer';
import type { Service } from '../tools/oih/services/http';
import { mixedSecret, type Secret, SecretService } from '../tools/oih/services/secrets';
import { SnapshotService } from '../tools/oih/services/snapshots';
import { EXPECTED, leaksOf, outcomeOf } from '../tools/tenants/outcome';
import { type ManyWorkspaces, startWorkspaces, type Tenant, tenantsOf } from '../tools/tenants/workspaces';
import { brokers } from './tools/oih/brokers';

const TENANTS = tenantsOf(20);
const PREFETCH = 10;

for (const { name, amqpUri } of brokers) {
  describe(`twenty credentials in one process, prefetch ${PREFETCH}, over ${name}`, function () {
    this.timeout(60_000);
    let intercom: ManyWorkspaces;
    let container: GlobalContainer;
    let given = 0;

    /** What came of a message, without the word that it has come to its end. */
    const outcomesOf = (messageId: string): Published[] =>
      container.published.filter(({ kind, parentMessageId }) => kind !== 'complete' && parentMessageId === messageId);

    const give = (tenant: Tenant, step: Omit<GlobalStep, 'flowId'>, message: object): string => {
      given += 1;
      return container.give({ flowId: tenant.flowId, secretId: tenant.secretId, ...step }, message);
    };

    /** One message for each tenant, all at once. */
    const toAll = (step: (tenant: Tenant) => Omit<GlobalStep, 'flowId'>, message: (tenant: Tenant) => object) =>
      TENANTS.map((tenant): [Tenant, string] => [tenant, give(tenant, step(tenant), message(tenant))]);

    before(async () => {
      intercom = await startWorkspaces(TENANTS);
      const secrets: Record<string, Secret> = {};
      for (const { secretId, token } of TENANTS)
        secrets[secretId] = mixedSecret({ accessToken: token, baseUrl: intercom.url });
      container = await startGlobalContainer({
        amqpUri,
        prefetch: PREFETCH,
        services: () => [new SecretService(secrets), new SnapshotService()],
      });
    });
    after(async () => {
      await container?.close();
      await intercom?.close();
    });

    it('looks up for each what its own workspace has, from the cache as well', async () => {
      const asked = [1, 2].map(() =>
        toAll(
          () => ({ function: 'lookup' }),
          () => ({ data: { operationId: 'tags' }, metadata: {} }),
        ),
      );
      await container.completed(given, 30_000);
      for (const [{ mark }, id] of asked.flat()) {
        const items = [{ value: `tag-${mark}`, label: `Name ${mark}` }];
        assert.deepEqual(
          outcomesOf(id).map(({ kind, content }) => [kind, dataOf(content)]),
          [['data', { items }]],
          mark,
        );
      }
      for (const { token } of TENANTS) assert.deepEqual(intercom.asked(token), ['GET /tags']);
    });

    it("lets nobody wait for another one's limit, nor fail of another one's error", async () => {
      const made = [1, 2].map(() =>
        toAll(
          () => ({ function: 'createContact' }),
          ({ mark }) => ({ data: { email: `${mark}@example.com` }, metadata: { recordUid: mark } }),
        ),
      );
      const checked = toAll(
        () => ({ function: 'createContact', fields: { checkAttributes: true } }),
        ({ mark }) => ({
          data: { external_id: `${mark}-1`, custom_attributes: { [`plan_${mark}`]: 'pro' } },
          metadata: {},
        }),
      );
      await container.completed(given, 30_000);
      for (const [tenant, id] of [...made.flat(), ...checked]) {
        const [outcome, ...more] = outcomesOf(id);
        assert.equal(more.length, 0, tenant.mark);
        assert.equal(outcome?.flowId, tenant.flowId);
        assert.deepEqual(outcome && outcomeOf(outcome), EXPECTED[tenant.temper](tenant.mark), tenant.mark);
      }
    });

    it('names only attributes of the own workspace', async () => {
      const asked = toAll(
        () => ({ function: 'createContact', fields: { checkAttributes: true } }),
        ({ mark }) => ({ data: { external_id: mark, custom_attributes: { plan_tenant: 'pro' } }, metadata: {} }),
      );
      await container.completed(given, 30_000);
      for (const [{ mark, temper }, id] of asked) {
        // Whose limit is spent cannot ask; the attributes are known from before to the others.
        if (temper === 'spent') continue;
        assert.match(JSON.stringify(outcomesOf(id)[0]?.content), new RegExp(`plan_${mark}`));
      }
    });

    it('takes a notification that came to another flow for a new one, and its own second delivery for none', async () => {
      const delivered = [1, 2].map(() =>
        toAll(
          () => ({ function: 'contactCreated', fields: { trust: 'none' } }),
          ({ mark }) => ({
            method: 'POST',
            data: {
              type: 'notification_event',
              id: 'notif_the_same_for_all',
              topic: 'contact.user.created',
              data: { type: 'notification_event_data', item: { type: 'contact', id: `id-${mark}` } },
            },
          }),
        ),
      );
      await container.completed(given, 30_000);
      const ids = delivered.flat();
      for (const { mark, flowId } of TENANTS) {
        const mine = ids.filter(([tenant]) => tenant.mark === mark).flatMap(([, id]) => outcomesOf(id));
        const data = mine.filter(({ kind }) => kind === 'data');
        assert.deepEqual(
          data.map(({ content }) => dataOf(content)),
          [{ type: 'contact', id: `id-${mark}` }],
          mark,
        );
        assert.ok(mine.every((one) => one.flowId === flowId));
        assert.equal(mine.filter(({ kind }) => kind === 'snapshot').length, 1, mark);
      }
    });

    it('shows nothing of one with another: not on the wire, in no message, error, rebound, snapshot, header or log line', () => {
      assert.deepEqual(intercom.mixed, []);
      assert.ok(container.published.length >= given);
      assert.ok(container.log.some(({ name }) => name === 'component'));
      assert.deepEqual(leaksOf(container), { published: [], log: [], tokens: [] });
    });
  });
}

describe('what ferryman 2.4.7 shares between the messages that a process has in work', function () {
  this.timeout(60_000);
  // It keeps nodeSettings in a field of its own and reads them again after it has asked the data hub (lib/ferryman.js,
  // processMessage). docs/operations.md says what follows; where a later ferryman mends it, that can go.
  const runs: [prefetch: number, isMixed: boolean][] = [
    [1, false],
    [10, true],
  ];
  for (const [prefetch, isMixed] of runs)
    it(`with prefetch ${prefetch}, id linking applies ${isMixed ? "another flow's" : "the flow's own"} transformation`, async () => {
      const tenants = tenantsOf(2);
      const intercom = await startWorkspaces(tenants);
      const secrets = Object.fromEntries(
        tenants.map(({ secretId, token }) => [secretId, mixedSecret({ accessToken: token, baseUrl: intercom.url })]),
      );
      const dataHub: Service = { path: '/data-hub/', answer: async () => ({ status: 404 }) };
      const services = () => [new SecretService(secrets), new SnapshotService(), dataHub];
      const container = await startGlobalContainer({ amqpUri: undefined, prefetch, services });
      try {
        for (const { flowId, secretId, mark } of tenants) {
          const transformFunction = `{"data": {"email": "${mark}@example.com"}, "metadata": {}}`;
          const nodeSettings = { idLinking: true, applicationUid: mark, applyTransform: 'before', transformFunction };
          const step = { flowId, secretId, function: 'createContact', nodeSettings };
          container.give(step, { data: {}, metadata: { recordUid: 'foreign' } });
        }
        await container.completed(2, 20_000);
        assert.equal(intercom.mixed.length > 0, isMixed, intercom.mixed.join());
      } finally {
        await container.close();
        await intercom.close();
      }
    });
});

function dataOf(content: unknown): unknown {
  return Object(content).data;
}
