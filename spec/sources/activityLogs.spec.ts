import assert from 'node:assert/strict';
import { process as adminActivity } from '../../lib/triggers/adminActivity';
import { type Fault, type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

/** The present: slices end at the machine's own time. */
const NOW = Math.floor(Date.now() / 1000);
const DAY = 86_400;
/** For longer than a run waits. */
const AWAY: Fault = { kind: 'rateLimit', retryAfter: 100 };
const LOGS = 'GET /admins/activity_logs';

describe('source: activity logs', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOW, activityLogDays: 6 });
  });
  afterEach(() => sandbox.close());

  const record = (at: number, type = 'admin_login_success') => {
    const { admins } = sandbox.workspace;
    return admins.record(admins.me().id, type, type, {}, at).id;
  };
  const ids = (flow: Flow) => flow.emitted.map(({ id }) => id);

  it('are read in slices where they begin days back, each entry once', async () => {
    const expected = Array.from({ length: 30 }, (_, n) => record(NOW - 30 * DAY + n * DAY));
    const bulk = Array.from({ length: 50 }, () => record(NOW - 10 * DAY));
    record(NOW - 40 * DAY);
    const flow = new Flow(adminActivity, sandbox, { startFrom: NOW - 31 * DAY });
    const { errors } = await flow.poll();
    assert.deepEqual(errors, []);
    assert.deepEqual(ids(flow).sort(), [...expected, ...bulk].sort());
    const spans = sandbox.requests.list(LOGS).map(({ query }) => {
      return Number(query.created_at_before ?? NOW) - Number(query.created_at_after);
    });
    assert.ok(spans.length >= 7 && Math.max(...spans) <= 5 * DAY + 2, `spans of ${Math.max(...spans) / DAY} days`);
  });

  it('come once where more than a state remembers lie before a slice that fails', async () => {
    for (let n = 0; n < 21_000; n += 1) record(NOW - 8 * DAY + n);
    const flow = new Flow(adminActivity, sandbox, { startFrom: NOW - 9 * DAY });
    let broken = true;
    sandbox.onRequest(({ query }) => {
      if (broken && query.created_at_before === undefined) sandbox.faults.add(AWAY, { route: LOGS, times: 1 });
    });
    assert.equal((await flow.poll()).rebounds.length, 1);
    assert.equal(flow.emitted.length, 21_000);
    await flow.poll();
    broken = false;
    const late = record(NOW - 60);
    const { emitted } = await flow.poll();
    assert.deepEqual(
      emitted.map(({ metadata }) => metadata),
      [{ recordUid: late }],
    );
    assert.equal(flow.emitted.length, 21_001);
  });

  it('make one call in a quiet poll', async () => {
    const flow = new Flow(adminActivity, sandbox);
    await flow.poll();
    sandbox.clock.advance(60);
    sandbox.requests.clear();
    await flow.poll();
    assert.equal(sandbox.requests.count(), 1);
    // Whether an entry of that second counts as later is not known.
    const [request] = sandbox.requests.list(LOGS);
    assert.equal(Number(request?.query.created_at_after), (flow.snapshot as { from: number }).from - 1);
  });

  it('are chosen by their kind', async () => {
    const login = record(NOW - 50);
    record(NOW - 40, 'app_name_change');
    const role = record(NOW - 30, 'role_change');
    for (const eventTypes of ['admin_login_success, role_change', ['admin_login_success', 'role_change']]) {
      const flow = new Flow(adminActivity, sandbox, { startFrom: NOW - 60, eventTypes });
      await flow.poll();
      assert.deepEqual(ids(flow).sort(), [login, role].sort());
      assert.deepEqual((await flow.poll()).emitted, []);
    }
  });
});
