import { isDeepStrictEqual } from 'node:util';
import { program } from 'commander';
import { conclude, counted } from '../bench/aims';
import { startGlobalContainer } from '../oih/globalContainer';
import { mixedSecret, SecretService } from '../oih/services/secrets';
import { SnapshotService } from '../oih/services/snapshots';
import { table } from '../print/table';
import { EXPECTED, leaksOf, outcomeOf } from './outcome';
import { startWorkspaces, TEMPERS, type Tenant, tenantsOf } from './workspaces';

const TENANTS = 20;
const PREFETCH = 10;
/** Messages of each kind for each tenant. */
const FULL = 20;
const QUICK = 3;
const PATIENCE_MS = 120_000;

/** What each tenant's step is asked to do, all tenants at once. */
const KINDS: ((tenant: Tenant) => { function: string; fields?: Record<string, unknown>; message: object })[] = [
  () => ({ function: 'lookup', message: { data: { operationId: 'tags' }, metadata: {} } }),
  ({ mark }) => ({
    function: 'createContact',
    message: { data: { email: `${mark}@example.com` }, metadata: { recordUid: mark } },
  }),
  ({ mark }) => ({
    function: 'createContact',
    fields: { checkAttributes: true },
    message: { data: { external_id: `${mark}-1`, custom_attributes: { [`plan_${mark}`]: 'pro' } }, metadata: {} },
  }),
];

async function main(): Promise<void> {
  const { quick } = program
    .name('npm run tenants --')
    .description(
      `${TENANTS} credentials in one process, ${PREFETCH} messages in work at once: nothing of one shows with another.`,
    )
    .option('--quick', `${QUICK} messages of each kind for each tenant in the place of ${FULL}, for CI`)
    .addHelpText('after', '\nAMQP_URI names a RabbitMQ; ferryman is then a process of its own.')
    .parse()
    .opts<{ quick?: true }>();
  const each = quick ? QUICK : FULL;
  const tenants = tenantsOf(TENANTS);
  const intercom = await startWorkspaces(tenants);
  const secrets = Object.fromEntries(
    tenants.map(({ secretId, token }) => [secretId, mixedSecret({ accessToken: token, baseUrl: intercom.url })]),
  );
  const container = await startGlobalContainer({
    amqpUri: process.env.AMQP_URI,
    prefetch: PREFETCH,
    services: () => [new SecretService(secrets), new SnapshotService()],
  });
  try {
    const began = performance.now();
    /** Message id -> whose it is, for those that create a contact. */
    const created = new Map<string, Tenant>();
    let given = 0;
    for (let turn = 0; turn < each; turn += 1) {
      for (const kind of KINDS) {
        for (const tenant of tenants) {
          const { message, ...step } = kind(tenant);
          const id = container.give({ flowId: tenant.flowId, secretId: tenant.secretId, ...step }, message);
          if (step.function === 'createContact') created.set(id, tenant);
          given += 1;
        }
      }
    }
    await container.completed(given, PATIENCE_MS);
    const seconds = (performance.now() - began) / 1000;

    const rows = TEMPERS.map((temper) => {
      const flows = new Set(tenants.filter((one) => one.temper === temper).map(({ flowId }) => flowId));
      const count = (kind: string) =>
        container.published.filter((one) => one.kind === kind && flows.has(one.flowId)).length;
      return [temper, flows.size, flows.size * KINDS.length * each, count('data'), count('rebound'), count('error')];
    });
    const outcomes = container.published.filter(({ kind }) => kind !== 'complete');
    const wrong = [...created].filter(([id, { mark, temper }]) => {
      const mine = outcomes.filter(({ parentMessageId }) => parentMessageId === id);
      return mine.length !== 1 || !mine[0] || !isDeepStrictEqual(outcomeOf(mine[0]), EXPECTED[temper](mark));
    });
    const leaks = leaksOf(container);
    const where = process.env.AMQP_URI ? 'over RabbitMQ' : 'over the embedded broker';
    console.log(
      `Node ${process.version}, ${TENANTS} credentials in one process, prefetch ${PREFETCH}, ${where}: ${given} messages in ${seconds.toFixed(1)} s`,
    );
    console.log(table(['workspaces that are', 'tenants', 'messages', 'emitted', 'rebounded', 'reported'], rows));
    conclude([
      counted("requests with one's token and another's data", intercom.mixed.length, 0),
      counted("messages, errors, rebounds, snapshots and headers with another's data", leaks.published.length, 0),
      counted("log lines with another's data", leaks.log.length, 0),
      counted('tokens told anywhere', leaks.tokens.length, 0),
      counted("contacts that came to another end than the tenant's own workspace gives them", wrong.length, 0),
    ]);
  } finally {
    await container.close();
    await intercom.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
