import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Flow, mixedSecret, type Oih, type OihEvent, startOih } from '../tools/oih';
import { type Sandbox, startSandbox } from '../tools/sandbox';

const { AMQP_URI } = process.env;
const CONTACTS = 20_000;
/** How often the trigger is stopped short: `BACKFILL_KILLS=50` for more, a second or two each. */
const KILLS = Number(process.env.BACKFILL_KILLS ?? (AMQP_URI ? 10 : 3));
/** Milliseconds that a process gets to emit something before it is killed all the same. */
const MOST_PAUSE = 5_000;
const SECRET = 'intercom';

const flow: Flow = {
  id: 'backfill',
  name: 'backfill',
  graph: {
    nodes: [
      {
        id: 'step',
        componentId: 'intercom',
        function: 'updatedContacts',
        credentials_id: SECRET,
        fields: { startFrom: 'beginning' },
      },
    ],
    edges: [],
  },
};

describe(`a backfill of ${CONTACTS} contacts`, function () {
  this.timeout(90_000 + KILLS * 10_000);
  let sandbox: Sandbox;
  let oih: Oih;
  let folder: string;
  const received = new Set<unknown>();
  const errors: string[] = [];

  const onEvent = (event: OihEvent) => {
    if (event.type === 'output') received.add(event.message.metadata?.recordUid);
    if (event.type === 'error') errors.push(event.error.message);
  };
  const start = () =>
    startOih({
      amqpUri: AMQP_URI,
      secrets: { [SECRET]: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) },
      // Ferryman passes on 100 messages a second unless it is told otherwise.
      env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
      snapshotFile: join(folder, 'snapshots.json'),
      keepEvents: false,
      onEvent,
    });

  beforeEach(async () => {
    received.clear();
    errors.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'backfill-'));
    sandbox = await startSandbox({ seed: { contacts: CONTACTS }, now: 1_767_614_400 });
    oih = await start();
  });
  afterEach(async () => {
    await oih.close();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  const isMidway = () => received.size > 0 && received.size < CONTACTS;
  /** Contacts until the next stop, so that on average the stops spread over what is left. */
  const randomShare = (stopsLeft: number) => (Math.random() * 2 * (CONTACTS - received.size)) / (stopsLeft + 1);

  if (AMQP_URI) {
    it(`loses no record when its process is killed ${KILLS} times`, async function () {
      const flowId = await oih.deploy(flow);
      oih.trigger(flowId);
      let midway = 0;
      for (let left = KILLS; left > 0; left -= 1) {
        const before = received.size;
        const until = before + Math.max(1, randomShare(left));
        // Most by progress. Some by time alone, so that they fall into the start of the process as well.
        const deadline = Date.now() + (Math.random() < 0.2 ? Math.random() * 500 : MOST_PAUSE);
        while (received.size < Math.min(until, CONTACTS) && Date.now() < deadline) await pause(1);
        await pause(Math.random() * 20);
        await oih.kill(flowId, 'step', 'SIGKILL');
        if (received.size > before && isMidway()) midway += 1;
        await oih.restart(flowId, 'step');
      }
      await oih.idle(90_000);
      assert.deepEqual([errors, received.size], [[], CONTACTS]);
      assert.ok(midway > 0, 'no kill fell into a run: this proved nothing');
      if (this.test) this.test.title += `, ${midway} of them amid a run`;
    });
  } else {
    it(`loses no record when connections break and the platform is started anew, ${KILLS} times`, async () => {
      let midway = 0;
      for (let left = KILLS; left > 0; left -= 1) {
        const flowId = await oih.deploy(flow);
        const until = received.size + randomShare(left);
        oih.trigger(flowId);
        while (received.size < Math.min(until, CONTACTS)) await pause(1);
        const fault = sandbox.faults.add({ kind: 'reset', at: Math.random() < 0.5 ? 'answer' : 'body' });
        while (fault.hits === 0 && received.size < CONTACTS) await pause(1);
        // Within the second that this takes the run goes on trying; then it is cut off from the broker.
        await oih.close();
        if (isMidway()) midway += 1;
        fault.remove();
        oih = await start();
      }
      oih.trigger(await oih.deploy(flow));
      await oih.idle(90_000);
      assert.deepEqual([errors, received.size], [[], CONTACTS]);
      assert.ok(midway > 0, 'nothing broke amid the run: this proved nothing');
    });
  }
});
