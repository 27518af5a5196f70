import assert from 'node:assert/strict';
import { process as newCompanies } from '../../lib/triggers/newCompanies';
import { process as updatedCompanies } from '../../lib/triggers/updatedCompanies';
import { type Route, type Sandbox, type SandboxOptions, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
/** When the 300 newest began: of all that is read, only these are emitted. */
const RECENT = NOON - 60 * 300;
const LIST = 'POST /companies/list';
const SCROLL = 'GET /companies/scroll';

describe('source: companies', () => {
  let sandbox: Sandbox;
  const start = async (count: number, options: SandboxOptions = {}) => {
    sandbox = await startSandbox({ now: NOON, ...options });
    for (let n = 0; n < count; n += 1) {
      sandbox.workspace.companies.settle({
        id: `65a0c0ffee${String(n).padStart(14, '0')}`,
        company_id: `org-${n}`,
        name: `Company ${n}`,
        created_at: NOON - 60 * (count - n),
        updated_at: NOON - 60 * (count - n),
        last_request_at: NOON - 60 * n,
        custom_attributes: {},
        tags: [],
        notes: [],
      });
    }
  };
  afterEach(() => sandbox.close());
  const count = (flow: Flow) => [flow.emitted.length, new Set(flow.emitted.map(({ id }) => id)).size];
  const upsert = (company_id: string) => sandbox.workspace.companies.upsert({ company_id }).id;

  it('are listed while the list gives them all', async function () {
    this.timeout(20_000);
    await start(10_000);
    const flow = new Flow(newCompanies, sandbox, { startFrom: RECENT });
    const { errors } = await flow.poll();
    assert.deepEqual(errors, []);
    assert.deepEqual(count(flow), [300, 300]);
    assert.deepEqual([sandbox.requests.count(LIST), sandbox.requests.count(SCROLL)], [167, 0]);
  });

  it('are scrolled over where there are more', async () => {
    await start(10_001);
    const flow = new Flow(newCompanies, sandbox, { startFrom: RECENT });
    const { errors } = await flow.poll();
    assert.deepEqual(errors, []);
    assert.deepEqual(count(flow), [300, 300]);
    // The second page of the list is under way when the first one tells how many there are.
    assert.ok(sandbox.requests.count(LIST) <= 2);
    assert.equal(sandbox.requests.count(SCROLL), 102);
    sandbox.clock.advance(60);
    const id = upsert('new');
    sandbox.clock.advance(30);
    const { emitted } = await flow.poll();
    assert.deepEqual(
      emitted.map(({ metadata }) => metadata),
      [{ recordUid: id }],
    );
  });

  it('begin a scroll anew that fails on its way, and repeat nothing', async () => {
    await start(10_001);
    const flow = new Flow(newCompanies, sandbox, { startFrom: RECENT });
    let scrolled = 0;
    const unhook = sandbox.onRequest(({ route }) => {
      scrolled += route === SCROLL ? 1 : 0;
      if (scrolled !== 40) return;
      unhook();
      // What fails on its way is closed.
      sandbox.workspace.companies.scroll = undefined;
      sandbox.faults.add({ kind: 'status', status: 500 }, { route: SCROLL, times: 1 });
    });
    const { errors, rebounds } = await flow.poll();
    assert.deepEqual([errors, rebounds, count(flow)], [[], [], [300, 300]]);
  });

  it('come back later where another scroll is open, and lose nothing', async () => {
    await start(10_001);
    sandbox.workspace.companies.scroll = { param: 'other', rest: [], usedAt: NOON };
    const flow = new Flow(newCompanies, sandbox, { startFrom: RECENT });
    const { emitted, rebounds, snapshots, errors } = await flow.poll();
    assert.match(rebounds[0]?.message ?? '', /another scroll over the companies is open/);
    assert.deepEqual([emitted, snapshots, errors], [[], [], []]);
    sandbox.clock.advance(61);
    await flow.poll();
    assert.deepEqual(count(flow), [300, 300]);
  });

  it('are scrolled over, too, where the list does not count them and ends', async function () {
    this.timeout(20_000);
    await start(10_030);
    const answer = sandbox.answer.bind(sandbox);
    sandbox.answer = async (request) => {
      const given = await answer(request);
      return { ...given, body: given.body.toString().replace(/,"total_count":\d+/, '') };
    };
    const flow = new Flow(newCompanies, sandbox, { startFrom: RECENT });
    const { errors } = await flow.poll();
    assert.deepEqual(errors, []);
    assert.equal(count(flow)[1], 300);
  });

  it('are not lost where the list shifts by their activity while it is read', async () => {
    await start(600);
    const { companies } = sandbox.workspace;
    const all = companies.list().map(({ id }) => id);
    let requested = 0;
    sandbox.onRequest(() => {
      requested += 1;
      sandbox.clock.advance(1);
      // One of those that are still to come moves to the front, which was read already.
      if (requested % 3 === 0) companies.visit(all[599 - requested] ?? '');
    });
    const flow = new Flow(updatedCompanies, sandbox, { startFrom: 'beginning' });
    await flow.poll();
    assert.deepEqual(new Set(flow.emitted.map(({ id }) => id)), new Set(all));
    sandbox.clock.advance(60);
    const late = new Set((await flow.poll()).emitted.map(({ data }) => (data as { id: string }).id));
    assert.equal(late.size, 0);
  });

  it('are searched for with Preview', async () => {
    const search: Route = {
      request: 'POST /companies/search',
      since: 'Preview',
      handle: ({ workspace, body }) => {
        const { field, operator, value } = body.query as { field: 'updated_at'; operator: string; value: string };
        assert.deepEqual([field, operator], ['updated_at', '>']);
        const found = workspace.companies.list().filter((one) => one[field] > Number(value));
        return { type: 'list', data: found, total_count: found.length, pages: { type: 'pages' } };
      },
    };
    await start(50, { routes: [search] });
    const flow = new Flow(updatedCompanies, sandbox, { apiVersion: 'Preview' });
    await flow.poll();
    sandbox.clock.advance(60);
    const id = upsert('new');
    sandbox.clock.advance(30);
    for (let run = 0; run < 3; run += 1) await flow.poll();
    assert.deepEqual(
      flow.emitted.map((one) => one.id),
      [id],
    );
    assert.deepEqual([sandbox.requests.count(LIST), sandbox.requests.count('POST /companies/search')], [0, 4]);
  });
});
