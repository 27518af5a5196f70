import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { Room } from '../../lib/oih/room';
import { loadSnapshot, requireSnapshots, saveSnapshot } from '../../lib/oih/snapshot';
import type { StepRun } from '../../lib/oih/step';
import type { TaskExec } from '../../lib/oih/types';
import { json, reset, resetAmidBody, withServer } from '../support/server';

const API_KEY = 'snapshot-spec-iam-token';
const STATE = { v: 1, from: 0, watermark: 5, seen: {} };

function stepRun(snapshot: unknown, settings?: Record<string, unknown>): StepRun & { emitted: unknown[][] } {
  const emitted: unknown[][] = [];
  const step: TaskExec = {
    emit: async (...call) => emitted.push(call),
    errorCount: 0,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    ...(settings && { getConfig: () => settings }),
  };
  return {
    step,
    message: undefined,
    config: {},
    snapshot,
    tokenData: { flowId: 'flow/1', stepId: 'step 1', apiKey: API_KEY },
    tally: { calls: 0, messages: 0 },
    room: new Room(),
    emitted,
  };
}

describe('oih/snapshot', () => {
  describe('loadSnapshot', () => {
    const server = withServer();
    const load = (snapshot: unknown) => loadSnapshot(stepRun(snapshot, { SNAPSHOTS_SERVICE_BASE_URL: server.url }));

    for (const snapshot of [STATE, { a: 1 }, [], [1], 'text', 5, false, ''])
      it(`takes ${JSON.stringify(snapshot)} as it is, without a further question`, async () => {
        assert.deepEqual(await load(snapshot), snapshot);
        assert.equal(server.arrived.length, 0);
      });

    for (const snapshot of [{}, undefined, null])
      describe(`${JSON.stringify(snapshot)}: asks the service once more`, () => {
        it('404: there is none', async () => {
          server.replies = [json(404, { errors: [] })];
          assert.equal(await load(snapshot), undefined);
          assert.equal(server.arrived.length, 1);
          const { method, url, headers } = server.arrived[0] ?? {};
          assert.deepEqual([method, url], ['GET', '/snapshots/flows/flow%2F1/steps/step%201']);
          assert.equal(headers?.authorization, `Bearer ${API_KEY}`);
        });

        it('200 with a state: that is it', async () => {
          server.replies = [json(200, { data: STATE })];
          assert.deepEqual(await load(snapshot), STATE);
        });

        it('200 with {"data":{}}: there is none', async () => {
          server.replies = [json(200, { data: {} })];
          assert.equal(await load(snapshot), undefined);
        });

        const noStates = [{}, null, [], [STATE], 'text', 5, { error: 'away' }, { errors: [] }];
        const noData = [null, [], [STATE], 'text', '', 5, false].map((data) => ({ data }));

        const failures = {
          401: json(401, {}),
          403: json(403, {}),
          500: json(500, { message: 'broken' }),
          503: json(503, {}),
          'a reset': reset,
          'a reset amid the body': resetAmidBody,
          'broken JSON': (response: ServerResponse) => response.end('{"data": {'),
          ...Object.fromEntries(
            [...noStates, ...noData].map((body) => [`200 with ${JSON.stringify(body)}`, json(200, body)]),
          ),
        };
        for (const [what, reply] of Object.entries(failures))
          it(`${what}: nothing is read, and nothing is believed`, async () => {
            server.replies = [reply];
            await assert.rejects(load(snapshot), (error: Error) => {
              assert.equal(error.name, 'StateUnavailableError');
              assert.match(
                error.message,
                /snapshot service did not tell.*\((it answered \d+( without a state)?|it gave no answer)\).*Nothing is lost/,
              );
              assert.ok(!`${error.stack}`.includes(API_KEY));
              return true;
            });
          });

        it('nobody there: nothing is read', async () => {
          const run = stepRun(snapshot, { SNAPSHOTS_SERVICE_BASE_URL: 'http://127.0.0.1:1' });
          await assert.rejects(loadSnapshot(run), { name: 'StateUnavailableError', message: /it gave no answer/ });
        });
      });

    it('has nobody to ask where the platform named no service, flow or step', async () => {
      assert.equal(await loadSnapshot(stepRun({})), undefined);
      assert.equal(await loadSnapshot(stepRun({}, {})), undefined);
      const run = stepRun({}, { SNAPSHOTS_SERVICE_BASE_URL: server.url });
      assert.equal(await loadSnapshot({ ...run, tokenData: { apiKey: API_KEY } }), undefined);
      assert.equal(server.arrived.length, 0);
    });
  });

  it('saveSnapshot hands over a copy, since ferryman writes into it', async () => {
    const run = stepRun({});
    const state = Object.freeze({ ...STATE });
    await saveSnapshot(run, state);
    const [event, payload] = run.emitted[0] ?? [];
    assert.equal(event, 'snapshot');
    assert.deepEqual(payload, STATE);
    assert.notEqual(payload, state);
    assert.equal(Object.isFrozen(payload), false);
  });

  describe('requireSnapshots', () => {
    it('lets pass where there is a routing key, or ferryman does not say', () => {
      requireSnapshots(stepRun({}, { SNAPSHOT_ROUTING_KEY: 'x' }));
      requireSnapshots(stepRun({}));
    });

    for (const settings of [{}, { SNAPSHOT_ROUTING_KEY: '' }, { SNAPSHOT_ROUTING_KEY: undefined }])
      it(`refuses ${JSON.stringify(settings)}: the emit would never return`, () => {
        assert.throws(() => requireSnapshots(stepRun({}, settings)), {
          name: 'ConfigurationError',
          message: /ELASTICIO_SNAPSHOT_ROUTING_KEY/,
        });
      });
  });
});
