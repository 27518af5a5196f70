import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type Flow, mixedSecret, type Oih, startOih } from '../../tools/oih';
import { type Sandbox, startSandbox } from '../../tools/sandbox';

const { AMQP_URI } = process.env;
const DOWNLOAD = 'GET /download/content/data/{job_identifier}';
/** How often the process is killed amid a download: `FILES_KILLS=50` for more. */
const KILLS = Number(process.env.FILES_KILLS ?? 3);

const flow: Flow = {
  id: 'stopped',
  name: 'stopped',
  graph: {
    nodes: [{ id: 'step', componentId: 'intercom', function: 'downloadDataExport', credentials_id: 'intercom' }],
    edges: [],
  },
};

describe(`a step that is stopped amid a download, on ${AMQP_URI ? 'RabbitMQ' : 'the embedded broker'}`, function () {
  this.timeout(60_000 + KILLS * 5_000);
  let sandbox: Sandbox;
  let oih: Oih;
  let flowId: string;

  beforeEach(async () => {
    sandbox = await startSandbox();
    const secrets = { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) };
    oih = await startOih({ amqpUri: AMQP_URI, secrets });
    flowId = await oih.deploy(flow);
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 0, rows: 60_000 };
    const job: object = sandbox.workspace.exports.create('content');
    // Some 40 pieces.
    sandbox.faults.add({ kind: 'slowBody', ms: 10 }, { route: DOWNLOAD });
    oih.trigger(flowId, { data: { ...job }, metadata: {} });
  });
  afterEach(async () => {
    await oih.close();
    await sandbox.close();
  });

  const objects = () => [...oih.attachments.objects.values()];
  async function midway(bytes = 100_000): Promise<void> {
    while (!objects().some(({ complete, size }) => !complete && size >= bytes)) await pause(1);
  }
  /** Every file that a message points to is there, and whole. */
  function pointedTo(): string[] {
    return oih.emitted('step').flatMap(({ attachments }) =>
      Object.values(attachments ?? {}).map((pointer) => {
        const { url, size } = pointer as { url: string; size: number };
        assert.equal(oih.attachments.get(url).size, size);
        return oih.attachments.get(url).sha256;
      }),
    );
  }

  it('ends what it has begun when it is asked to stop', async () => {
    await midway();
    await oih.kill(flowId, 'step', 'SIGTERM');
    await oih.idle(10_000);
    assert.equal(pointedTo().length, 1);
    assert.ok(objects().every(({ complete }) => complete));
  });

  if (AMQP_URI) {
    it(`points to no half of a file when it is killed, ${KILLS} times`, async () => {
      for (let kills = 0; kills < KILLS; kills += 1) {
        await midway(1 + Math.random() * 300_000);
        // As the platform does: a word first, and the end where that is not enough.
        process.kill(oih.pid(flowId, 'step') ?? assert.fail(), 'SIGTERM');
        await pause(20);
        await oih.kill(flowId, 'step', 'SIGKILL');
        assert.deepEqual(pointedTo(), [], 'a message points to what was not finished');
        const halves = objects().filter(({ complete }) => !complete);
        assert.equal(halves.length, 1, 'the kill fell into no upload: this proved nothing');
        // What a process that is killed leaves there is no whole object, and the storage deletes it after some days.
        oih.attachments.objects.clear();
        await oih.restart(flowId, 'step');
      }
      while (oih.emitted('step').length === 0) await pause(5);
      await oih.idle(10_000);
      assert.deepEqual([pointedTo().length, objects().length], [1, 1]);
    });
  }
});
