import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mixedSecret, type Oih, type OihEvent, type OihOptions, type Secret, startOih } from '../../../tools/oih';
import { brokers } from './brokers';
import { chain, components, step } from './flows';

type EventOf<T extends OihEvent['type']> = Extract<OihEvent, { type: T }>;

for (const { name, amqpUri } of brokers) {
  describe(`The local platform on ${name}`, function () {
    this.timeout(30_000);

    let folder: string;
    let open: Oih[];

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'oih-'));
      open = [];
    });

    afterEach(async () => {
      await Promise.all(open.map((oih) => oih.close()));
      rmSync(folder, { recursive: true });
    });

    async function start(options: OihOptions = {}): Promise<Oih> {
      const oih = await startOih({ amqpUri, components, ...options });
      open.push(oih);
      return oih;
    }

    function eventsOf<T extends OihEvent['type']>(oih: Oih, type: T): EventOf<T>[] {
      return oih.events.filter((event): event is EventOf<T> => event.type === type);
    }

    function emittedData(oih: Oih, stepId: string): Record<string, unknown>[] {
      return oih.emitted(stepId).map((message) => message.data as Record<string, unknown>);
    }

    function inputs(oih: Oih, stepId: string): unknown[] {
      return eventsOf(oih, 'input').flatMap((event) => (event.stepId === stepId ? [event.message] : []));
    }

    async function until(oih: Oih, isThere: (events: readonly OihEvent[]) => boolean): Promise<void> {
      while (!isThere(oih.events)) await new Promise((resolve) => setTimeout(resolve, 10));
    }

    describe('messages', () => {
      it('carry data, metadata and attachments from step to step, and nothing else', async () => {
        const oih = await start();
        const flow = chain(
          'Pass on',
          step('one', 'echoTrigger', { fields: { say: 'first' } }),
          step('two', 'echo', { fields: { say: 'second' } }),
        );
        const flowId = await oih.deploy(flow);
        const attachments = { 'a.txt': { url: 'http://files.example.com/a', size: 1 } };
        oih.trigger(flowId, { data: { number: 7 }, metadata: { recordUid: '7' }, attachments });
        await oih.idle(10_000);

        assert.equal(flowId, 'pass-on');
        assert.deepEqual(inputs(oih, 'two'), [
          { attachments, data: { number: 7, said: ['first'] }, metadata: { recordUid: '7' } },
        ]);
        assert.deepEqual(oih.emitted('two'), [
          { attachments, data: { number: 7, said: ['first', 'second'] }, metadata: { recordUid: '7' } },
        ]);
        assert.deepEqual(eventsOf(oih, 'error'), []);
      });

      it('wait while the broker is left alone, and are given afterwards, each once', async () => {
        const oih = await start();
        const flow = chain('Alone', step('one', 'echoTrigger'), step('two', 'echo'));
        const flowId = await oih.deploy(flow);
        const give = (number: number) => oih.trigger(flowId, { data: { number }, metadata: {} });
        give(1);
        await oih.withoutBroker(async () => {
          give(2);
          assert.equal(inputs(oih, 'one').length, 2);
          // The steps, which nobody told, go on with what they have.
          await new Promise((resolve) => setTimeout(resolve, 100));
          assert.ok(!emittedData(oih, 'two').some(({ number }) => number === 2));
        });
        give(3);
        await oih.idle(10_000);
        assert.deepEqual(
          emittedData(oih, 'two').map(({ number }) => number),
          [1, 2, 3],
        );
        assert.equal(await oih.queued(flowId, 'one'), 0);
      });

      it('start as the scheduler starts a flow', async () => {
        const oih = await start();
        const flowId = await oih.deploy(chain('Scheduled', step('one', 'echoTrigger', { fields: { say: 'x' } })));
        oih.trigger(flowId);
        await oih.idle(10_000);

        assert.deepEqual(oih.emitted('one')[0]?.metadata, { source: { name: 'scheduler', type: 'scheduler' } });
        const time = String(emittedData(oih, 'one')[0]?.sheduledTimestamp);
        assert.ok(Math.abs(Date.parse(time) - Date.now()) < 10_000, time);
      });

      it('go to each branch, and from both where branches join', async () => {
        const oih = await start();
        const nodes = ['one', 'left', 'right', 'end'].map((id) =>
          step(id, id === 'one' ? 'echoTrigger' : 'echo', { fields: { say: id } }),
        );
        const edges = [
          { source: 'one', target: 'left' },
          { source: 'one', target: 'right' },
          { source: 'left', target: 'end' },
          { source: 'right', target: 'end' },
        ];
        const flowId = await oih.deploy({ id: 'branches', name: 'Branches', graph: { nodes, edges } });
        oih.trigger(flowId, { data: {}, metadata: {} });
        await oih.idle(10_000);

        const said = emittedData(oih, 'end').map((data) => String(data.said));
        assert.deepEqual(said.sort(), ['one,left,end', 'one,right,end']);
      });

      it('bring along what earlier steps emitted where a step asks for passthrough', async () => {
        const oih = await start();
        const flowId = await oih.deploy(
          chain(
            'Passthrough',
            step('one', 'echoTrigger', { fields: { say: 'a' }, nodeSettings: { passthrough: true } }),
            step('two', 'echo', { fields: { say: 'b' } }),
          ),
        );
        oih.trigger(flowId, { data: { number: 1 }, metadata: {} });
        await oih.idle(10_000);
        const [message] = oih.emitted('two');
        assert.deepEqual(Object.keys(message?.passthrough ?? {}), ['one']);
      });

      it('are transformed before a step where its nodeSettings say so', async () => {
        const oih = await start();
        const transformFunction = '{ "data": { "number": data.number * 2 }, "metadata": metadata }';
        const flowId = await oih.deploy(
          chain(
            'Transform',
            step('one', 'echoTrigger', {
              fields: { say: 'a' },
              nodeSettings: { applyTransform: 'before', transformFunction },
            }),
          ),
        );
        oih.trigger(flowId, { data: { number: 21 }, metadata: { recordUid: '21' } });
        await oih.idle(10_000);
        assert.deepEqual(oih.emitted('one'), [{ data: { number: 42, said: ['a'] }, metadata: { recordUid: '21' } }]);
      });
    });

    describe('errors', () => {
      it('are reported once each, and the other messages go on', async () => {
        const oih = await start();
        const flowId = await oih.deploy(
          chain('Fail', step('count', 'count', { fields: { howMany: 5 } }), step('fail', 'fail')),
        );
        oih.trigger(flowId);
        await oih.idle(10_000);

        const errors = eventsOf(oih, 'error');
        assert.deepEqual(
          errors.map(({ stepId, error }) => `${stepId}: ${error.name}: ${error.message}`).sort(),
          [1, 2, 3, 4, 5].map((number) => `fail: RangeError: cannot do ${number}`),
        );
        assert.equal(errors[0]?.function, 'fail');
        assert.match(errors[0]?.error.stack ?? '', /fail\.js/);
        assert.equal(eventsOf(oih, 'rejected').length, 5);
      });

      it('also end a message whose function has no module', async () => {
        const oih = await start();
        const flowId = await oih.deploy(chain('Lost', step('lost', 'lost')));
        oih.trigger(flowId);
        await oih.idle(10_000);
        const [error, ...more] = eventsOf(oih, 'error');
        assert.deepEqual(more, []);
        assert.match(error?.error.message ?? '', /Failed to load file '\.\/functions\/lost\.js'/);
      });
    });

    describe('rebounds', () => {
      it('come back, each time after twice as long, and succeed in the end', async () => {
        const oih = await start({ env: { ELASTICIO_REBOUND_INITIAL_EXPIRATION: '80' } });
        const flowId = await oih.deploy(chain('Rebound', step('again', 'reboundUntil', { fields: { times: 2 } })));
        const before = Date.now();
        oih.trigger(flowId, { data: { number: 1 }, metadata: {} });
        await oih.idle(10_000);

        assert.deepEqual(
          eventsOf(oih, 'rebound').map(({ reason, iteration, delayMs }) => ({ reason, iteration, delayMs })),
          [
            { reason: 'not yet, 0', iteration: 1, delayMs: 80 },
            { reason: 'not yet, 1', iteration: 2, delayMs: 160 },
          ],
        );
        assert.equal(eventsOf(oih, 'rebounded').length, 2);
        assert.deepEqual(oih.emitted('again'), [{ data: { number: 1, iteration: 2 }, metadata: {} }]);
        assert.ok(Date.now() - before >= 240, `took only ${Date.now() - before} ms`);
      });

      it('end in an error at the limit', async () => {
        const env = { ELASTICIO_REBOUND_INITIAL_EXPIRATION: '10', ELASTICIO_REBOUND_LIMIT: '2' };
        const oih = await start({ env });
        const flowId = await oih.deploy(chain('Limit', step('again', 'reboundUntil', { fields: { times: 99 } })));
        oih.trigger(flowId);
        await oih.idle(10_000);
        assert.equal(eventsOf(oih, 'rebound').length, 2);
        assert.deepEqual(
          eventsOf(oih, 'error').map(({ error }) => error.message),
          ['Rebound limit exceeded'],
        );
      });
    });

    describe('snapshots', () => {
      const flow = chain('Snapshots', step('count', 'count', { fields: { howMany: 2 } }));

      it('are read by the next run, in this process and in a new one', async () => {
        const snapshotFile = path.join(folder, 'state', 'snapshots.json');
        const first = await start({ snapshotFile });
        const flowId = await first.deploy(flow);
        first.trigger(flowId);
        await first.idle(10_000);
        assert.deepEqual(first.snapshots.get(flowId, 'count'), { last: 2 });
        assert.deepEqual(JSON.parse(readFileSync(snapshotFile, 'utf8')), { snapshots: { count: { last: 2 } } });
        first.trigger(flowId);
        await first.idle(10_000);
        await first.close();

        const second = await start({ snapshotFile });
        second.trigger(await second.deploy(flow));
        await second.idle(10_000);
        assert.deepEqual(emittedData(second, 'count'), [{ number: 5 }, { number: 6 }]);
      });

      it('of one execution are not kept', async () => {
        const oih = await start();
        const flowId = await oih.deploy(chain('Raw', step('raw', 'raw')));
        oih.trigger(flowId, { data: { number: 1 } });
        await oih.idle(10_000);
        assert.deepEqual(
          eventsOf(oih, 'snapshot').map(({ data, ofExecution }) => ({ data, ofExecution })),
          [{ data: { only: 'for this execution' }, ofExecution: true }],
        );
        assert.equal(oih.snapshots.get(flowId, 'raw'), undefined);
        const [bus] = eventsOf(oih, 'bus');
        assert.equal(bus?.routingKey, 'raw-record.created');
        assert.deepEqual(Object(bus?.payload).payload.payload, { number: 1 });
      });

      for (const fault of [500, 'reset'] as const) {
        it(`reach the step as {} when the service answers ${fault}, and are not lost by that`, async () => {
          const oih = await start();
          const flowId = await oih.deploy(chain('Fault', step('show', 'showConfig')));
          oih.snapshots.set({ flowId, stepId: 'show' }, { kept: true });
          oih.snapshots.fault = fault;
          oih.trigger(flowId);
          await oih.idle(10_000);
          oih.snapshots.fault = undefined;
          oih.trigger(flowId);
          await oih.idle(10_000);
          const seen = emittedData(oih, 'show').map((data) => data.snapshot);
          assert.deepEqual(seen, [{}, { kept: true }]);
        });
      }

      it('do not start afresh over a file that holds something else', async () => {
        const snapshotFile = path.join(folder, 'broken.json');
        writeFileSync(snapshotFile, '{"half": ');
        await assert.rejects(startOih({ amqpUri, snapshotFile }), /broken\.json does not hold snapshots/);
        assert.equal(readFileSync(snapshotFile, 'utf8'), '{"half": ');
      });
    });

    describe('secrets', () => {
      const kinds: { secret: Secret; cfg: object }[] = [
        { secret: mixedSecret({ accessToken: 'm', region: 'eu' }), cfg: { accessToken: 'm', region: 'eu' } },
        {
          secret: { type: 'OA2_AUTHORIZATION_CODE', value: { accessToken: 'o', scope: 'read' } },
          cfg: { accessToken: 'o', scope: 'read' },
        },
        { secret: { type: 'API_KEY', value: { key: 'k', headerName: 'h' } }, cfg: { key: 'k', headerName: 'h' } },
        {
          secret: { type: 'SIMPLE', value: { username: 'u', passphrase: 'p' } },
          cfg: { username: 'u', passphrase: 'p' },
        },
      ];

      it('of each type reach the step, over its fields', async () => {
        const secrets = Object.fromEntries(kinds.map(({ secret }) => [secret.type, secret]));
        const oih = await start({ secrets });
        const shows = kinds.map(({ secret }) =>
          step(`show-${secret.type}`, 'showConfig', {
            credentials_id: secret.type,
            fields: { accessToken: 'field', size: 1 },
          }),
        );
        const nodes = [step('one', 'echoTrigger', { fields: { say: '' } }), ...shows];
        const edges = shows.map(({ id }) => ({ source: 'one', target: id }));
        oih.trigger(await oih.deploy({ name: 'Secrets', graph: { nodes, edges } }));
        await oih.idle(20_000);
        for (const { secret, cfg } of kinds) {
          assert.deepEqual(emittedData(oih, `show-${secret.type}`)[0]?.cfg, { accessToken: 'field', size: 1, ...cfg });
        }
      });

      for (const fault of [403, 500, 'reset'] as const) {
        it(`are missing in the step's configuration when the service answers ${fault}`, async () => {
          const oih = await start({ secrets: { s: mixedSecret({ accessToken: 'm' }) } });
          const flowId = await oih.deploy(
            chain('No secret', step('show', 'showConfig', { credentials_id: 's', fields: { size: 1 } })),
          );
          oih.secrets.fault = fault;
          oih.trigger(flowId);
          await oih.idle(10_000);
          assert.deepEqual(emittedData(oih, 'show')[0]?.cfg, { size: 1 });
        });
      }

      it('that never arrive keep the message in work, which idle() tells', async () => {
        const oih = await start({ secrets: { s: mixedSecret({ accessToken: 'm' }) } });
        const flowId = await oih.deploy(chain('Hang', step('show', 'showConfig', { credentials_id: 's' })));
        oih.secrets.fault = 'hang';
        oih.trigger(flowId);
        await assert.rejects(oih.idle(200), /Not idle after 200 ms: 1 in work or queued at "show"/);
      });
    });

    it('carries a token above 4 KB, with all fields and nodeSettings', async () => {
      const oih = await start();
      const fields = { customMapping: 'x'.repeat(20_000), list: Array.from({ length: 500 }, (_, index) => index) };
      const nodeSettings = { note: 'y'.repeat(20_000) };
      oih.trigger(await oih.deploy(chain('Big token', step('show', 'showConfig', { fields, nodeSettings }))));
      await oih.idle(10_000);
      const [data] = emittedData(oih, 'show');
      assert.deepEqual(data?.cfg, fields);
      assert.deepEqual(data?.nodeSettings, nodeSettings);
    });

    it("gives a step the run's environment, and no service outside this machine", async () => {
      const oih = await start({ env: { ELASTICIO_OUTPUT_RATE_LIMIT: '12345' } });
      oih.trigger(await oih.deploy(chain('Settings', step('show', 'showConfig'))));
      await oih.idle(10_000);
      const settings = Object(emittedData(oih, 'show')[0]?.settings);
      assert.equal(settings.OUTPUT_RATE_LIMIT, 12345);
      for (const key of Object.keys(settings).filter((key) => key.endsWith('_URL'))) {
        assert.match(String(settings[key]), /^http:\/\/127\.0\.0\.1:\d+/, key);
      }
    });

    it("collects the steps' log lines", async () => {
      const oih = await start();
      const flowId = await oih.deploy(chain('Logs', step('one', 'echoTrigger', { fields: { say: 'a word' } })));
      oih.trigger(flowId);
      await oih.idle(10_000);
      await until(oih, () => eventsOf(oih, 'log').some(({ record }) => record.msg === 'Echo of a word'));
      const line = eventsOf(oih, 'log').find(({ record }) => record.msg === 'Echo of a word');
      assert.deepEqual([line?.stepId, line?.record.name, line?.record.level], ['one', 'component', 30]);
    });

    describe('idle', () => {
      it('returns at once when nothing was started', async () => {
        const oih = await start();
        await oih.deploy(chain('Nothing', step('one', 'count')));
        await oih.idle(1_000);
        assert.deepEqual(eventsOf(oih, 'input'), []);
      });

      it('waits for all messages, errors and snapshots of many runs', async () => {
        const oih = await start({
          env: { ELASTICIO_OUTPUT_RATE_LIMIT: '1000', ELASTICIO_REBOUND_INITIAL_EXPIRATION: '30' },
        });
        const flowId = await oih.deploy(
          chain(
            'Many',
            step('count', 'count', { fields: { howMany: 8 } }),
            step('again', 'reboundUntil', { fields: { times: 1 } }),
            step('fail', 'fail'),
          ),
        );
        for (let run = 1; run <= 4; run += 1) {
          oih.trigger(flowId);
          await oih.idle(20_000);
          const count = (type: OihEvent['type']) => oih.events.filter((event) => event.type === type).length;
          assert.equal(count('output'), run * 16);
          assert.equal(count('rebound'), run * 8);
          assert.equal(count('error'), run * 8);
          assert.equal(count('rejected'), run * 8);
          assert.deepEqual(oih.snapshots.get(flowId, 'count'), { last: run * 8 });
          // Started once, given to two more steps, and to one of them twice.
          assert.equal(count('complete'), run * 25);
        }
      });

      it('says what is left when it gives up', async () => {
        const oih = await start({ env: { ELASTICIO_REBOUND_INITIAL_EXPIRATION: '60000' } });
        const flowId = await oih.deploy(chain('Left', step('again', 'reboundUntil', { fields: { times: 1 } })));
        oih.trigger(flowId);
        await until(oih, (events) => events.some(({ type }) => type === 'complete'));
        await assert.rejects(oih.idle(100), /Not idle after 100 ms: 1 rebounded at "again"/);
      });
    });

    it('keeps runs apart that share a broker and a flow', async () => {
      const [one, two] = await Promise.all([start(), start()]);
      const flow = chain(
        'Shared',
        step('count', 'count', { fields: { howMany: 3 } }),
        step('two', 'echo', { fields: { say: '' } }),
      );
      const flowId = await one.deploy(flow);
      await two.deploy(flow);
      one.trigger(flowId);
      one.trigger(flowId);
      two.trigger(flowId);
      await Promise.all([one.idle(10_000), two.idle(10_000)]);
      assert.equal(two.emitted('two').length, 3);
      assert.equal(one.emitted('two').length, 6);
    });

    it('lets a step finish its message on SIGTERM, and the next one waits for its restart', async () => {
      const oih = await start();
      const flowId = await oih.deploy(chain('Drain', step('slow', 'slow', { fields: { ms: 400 } })));
      const states = () => emittedData(oih, 'slow').map(({ number, state }) => `${number} ${state}`);
      oih.trigger(flowId, { data: { number: 1 } });
      oih.trigger(flowId, { data: { number: 2 } });
      await until(oih, () => states().length === 1);
      await oih.kill(flowId, 'slow', 'SIGTERM');
      assert.deepEqual(
        eventsOf(oih, 'exit').map(({ code, expected }) => ({ code, expected })),
        [{ code: 0, expected: true }],
      );
      await assert.rejects(oih.idle(300), /1 in work or queued at "slow"/);
      assert.deepEqual(states(), ['1 began', '1 ended']);
      await oih.restart(flowId, 'slow');
      await oih.idle(10_000);
      assert.deepEqual(states(), ['1 began', '1 ended', '2 began', '2 ended']);
    });

    if (amqpUri) {
      it('gets a message redelivered whose process was killed, and ends in peace', async () => {
        const oih = await start();
        const flowId = await oih.deploy(
          chain('Kill', step('slow', 'slow', { fields: { ms: 500 } }), step('two', 'echo', { fields: { say: '' } })),
        );
        const pid = oih.pid(flowId, 'slow');
        oih.trigger(flowId, { data: { number: 1 } });
        await until(oih, () => oih.emitted('slow').length === 1);
        await oih.kill(flowId, 'slow', 'SIGKILL');
        assert.throws(() => process.kill(pid ?? 0, 0), /ESRCH/);
        await assert.rejects(oih.idle(300), /1 in work or queued at "slow"/);
        await oih.restart(flowId, 'slow');
        await oih.idle(10_000);
        const states = emittedData(oih, 'two').map(({ state }) => state);
        assert.deepEqual(states, ['began', 'began', 'ended']);
      });

      it('forgets what a killed process had acknowledged', async () => {
        const oih = await start();
        const flowId = await oih.deploy(chain('Kill often', step('count', 'count', { fields: { howMany: 30 } })));
        for (let round = 0; round < 4; round += 1) {
          oih.trigger(flowId);
          // The kill lands before, in, or after the run, at its acknowledgement too.
          await new Promise((resolve) => setTimeout(resolve, 100 * round));
          await oih.kill(flowId, 'count', 'SIGKILL');
          await oih.restart(flowId, 'count');
          await oih.idle(10_000);
        }
      });

      it('tells at once that a step has died of itself, with its last words', async () => {
        const oih = await start();
        const flowId = await oih.deploy(chain('Exit', step('exit', 'exit')));
        oih.trigger(flowId);
        await assert.rejects(
          oih.idle(10_000),
          /The process of step "exit" ended with code 3\n {2}the component has had enough/,
        );
        // RabbitMQ gave the message back, so it ends the new process, too, perhaps before we see that it listens.
        const again = async () => {
          await oih.restart(flowId, 'exit');
          await oih.idle(10_000);
        };
        await assert.rejects(again, /The process of step "exit" ended .*\n {2}the component has had enough/);
      });

      it('tells that no RabbitMQ answers', async () => {
        await assert.rejects(startOih({ amqpUri: 'amqp://127.0.0.1:1' }), /No RabbitMQ answers at 127\.0\.0\.1:1 /);
      });
    } else {
      it('refuses SIGKILL, for which a step needs a process', async () => {
        const oih = await start();
        const flowId = await oih.deploy(chain('No kill', step('one', 'count')));
        await assert.rejects(oih.kill(flowId, 'one', 'SIGKILL'), /SIGKILL needs a process: give an amqpUri/);
      });
    }
  });
}
