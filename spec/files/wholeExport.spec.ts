import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Flow, mixedSecret, type Oih, type OihEvent, startOih } from '../../tools/oih';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { ROOT } from '../support/component';

const { AMQP_URI } = process.env;
const SPAN = { created_at_after: 1_767_225_600, created_at_before: 1_767_312_000 };
const REPORT = { dataset_id: 'conversation', attribute_ids: ['state'], end_time: 1_767_312_000 };

describe(`a whole export, on ${AMQP_URI ? 'RabbitMQ' : 'the embedded broker'}`, function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let oih: Oih;
  let folder: string;
  /** Called at each rebound, with how many there have been. */
  let onRebound: (count: number) => void;
  const rebounds: string[] = [];

  const start = async () => {
    oih = await startOih({
      amqpUri: AMQP_URI,
      secrets: { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) },
      // Ferryman's own first delay is 15 s.
      env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000', ELASTICIO_REBOUND_INITIAL_EXPIRATION: '200' },
      snapshotFile: join(folder, 'snapshots.json'),
      onEvent: (event: OihEvent) => {
        if (event.type !== 'rebound') return;
        rebounds.push(event.reason);
        onRebound(rebounds.length);
      },
    });
  };
  beforeEach(async () => {
    rebounds.length = 0;
    onRebound = () => {};
    folder = mkdtempSync(join(tmpdir(), 'export-'));
    sandbox = await startSandbox({ now: 1_767_614_400 });
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 600, rows: 3 };
    await start();
  });
  afterEach(async () => {
    await oih.close();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  const flowOf = (fn: string, fields: object = {}): Flow => ({
    id: 'export',
    name: 'export',
    graph: {
      nodes: [
        {
          id: 'step',
          componentId: 'intercom',
          function: fn,
          credentials_id: 'intercom',
          fields: { waitSeconds: 0, as: 'rows', ...fields },
        },
      ],
      edges: [],
    },
  });
  const errors = () => oih.events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));
  const remembered = () => (oih.snapshots.get('export', 'step') as { jobs: object[] } | undefined)?.jobs;
  const jobs = (kind: 'content' | 'reporting') => sandbox.workspace.exports.count(kind);

  it('goes on with its job after a rebound, and forgets it at the end', async () => {
    onRebound = (count) => {
      assert.equal(remembered()?.length, 1, 'the job is not remembered');
      if (count === 2) sandbox.clock.advance(600);
    };
    const flowId = await oih.deploy(flowOf('exportContent', { as: 'attachment' }));
    oih.trigger(flowId, { data: SPAN, metadata: {} });
    await oih.idle(30_000);
    assert.deepEqual([errors(), jobs('content'), rebounds.length], [[], 1, 2]);
    assert.match(rebounds[0] ?? '', /^The export is not done yet \(pending\); the step goes on with the same job/);
    const [message] = oih.emitted('step');
    const [attachment] = Object.values((message?.attachments ?? {}) as Record<string, { url: string; size: number }>);
    assert.equal(oih.attachments.get(attachment?.url ?? '').size, attachment?.size);
    assert.deepEqual(remembered(), []);
  });

  it('reads the rows of the last day, as the example flow has it', async () => {
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 0, rows: 3 };
    const flow: Flow = JSON.parse(readFileSync(join(ROOT, 'examples/flows/export-content-as-rows.json'), 'utf8'));
    oih.trigger(await oih.deploy(flow));
    await oih.idle(30_000);
    assert.deepEqual([errors(), oih.emitted('export').length], [[], 3]);
    const { created_at_after, created_at_before } = Object(sandbox.requests.list('POST /export/content/data')[0]?.body);
    assert.equal(created_at_before - created_at_after, 86_400);
    assert.ok(Math.abs(created_at_before - Date.now() / 1000) < 60);
  });

  it('knows its job although a transformation before the step makes another input of the same message', async () => {
    onRebound = (count) => {
      if (count === 3) sandbox.clock.advance(600);
    };
    const flow = flowOf('exportContent');
    const [node = assert.fail()] = flow.graph.nodes;
    node.nodeSettings = {
      applyTransform: 'before',
      transformFunction:
        '{ "data": { "created_at_after": 1767225600, "created_at_before": $millis() }, "metadata": {} }',
    };
    oih.trigger(await oih.deploy(flow), { data: {}, metadata: {} });
    await oih.idle(30_000);
    assert.deepEqual([errors(), jobs('content'), rebounds.length], [[], 1, 3]);
    assert.match(rebounds[2] ?? '', /goes on with the same job/);
    assert.deepEqual(remembered(), []);
  });

  it('keeps the jobs of two messages apart', async () => {
    onRebound = (count) => {
      // Both have begun by then.
      if (count === 4) sandbox.clock.advance(600);
    };
    const flowId = await oih.deploy(flowOf('exportReportingData'));
    for (const start_time of [1_767_225_600, 1_767_229_200]) {
      oih.trigger(flowId, { data: { ...REPORT, start_time }, metadata: {} });
    }
    await oih.idle(30_000);
    assert.deepEqual([errors(), jobs('reporting'), oih.emitted('step').length], [[], 2, 6]);
    const uids = oih.emitted('step').map(({ metadata }) => metadata?.recordUid);
    assert.equal(new Set(uids).size, 6, 'a row came twice');
    assert.deepEqual(remembered(), []);
  });

  it('begins a job of its own for a message with the same input', async () => {
    onRebound = (count) => {
      if (count === 4) sandbox.clock.advance(600);
    };
    const flowId = await oih.deploy(flowOf('exportReportingData'));
    for (let n = 0; n < 2; n += 1) {
      oih.trigger(flowId, { data: { ...REPORT, start_time: 1_767_225_600 }, metadata: {} });
    }
    await oih.idle(30_000);
    assert.deepEqual([errors(), jobs('reporting'), oih.emitted('step').length], [[], 2, 6]);
  });

  it('waits for a place where another export is under way', async () => {
    sandbox.workspace.exports.create('content');
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 0, rows: 3 };
    onRebound = () => sandbox.clock.advance(600);
    const flowId = await oih.deploy(flowOf('exportContent'));
    oih.trigger(flowId, { data: SPAN, metadata: {} });
    await oih.idle(30_000);
    assert.deepEqual([errors(), jobs('content'), oih.emitted('step').length], [[], 2, 3]);
    assert.match(rebounds[0] ?? '', /could not begin yet: as many are under way as Intercom allows/);
  });

  it('says that its job is gone, and forgets it', async () => {
    onRebound = () => sandbox.clock.advance(3 * 86_400);
    const flowId = await oih.deploy(flowOf('exportContent'));
    oih.trigger(flowId, { data: SPAN, metadata: {} });
    await oih.idle(30_000);
    assert.match(errors()[0] ?? '', /job does not exist any more: Intercom keeps one for two days/);
    assert.deepEqual([remembered(), oih.emitted('step')], [[], []]);
  });

  if (AMQP_URI) {
    it('goes on with its job after its process was killed while it waited', async () => {
      let isAsked = () => {};
      const asked = new Promise<void>((resolve) => {
        isAsked = resolve;
      });
      const stopWatching = sandbox.onRequest(({ route }) => {
        if (route === 'GET /export/content/data/{job_identifier}') isAsked();
      });
      const flowId = await oih.deploy(flowOf('exportContent', { waitSeconds: 60 }));
      oih.trigger(flowId, { data: SPAN, metadata: {} });
      await asked;
      stopWatching();
      await oih.kill(flowId, 'step', 'SIGKILL');
      sandbox.clock.advance(600);
      await oih.restart(flowId, 'step');
      await oih.idle(30_000);
      assert.deepEqual([errors(), jobs('content'), oih.emitted('step').length], [[], 1, 3]);
    });
  }
});
