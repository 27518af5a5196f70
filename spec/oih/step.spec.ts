import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import nock from 'nock';
import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  InvalidInputError,
  RateLimitError,
} from '../../lib/intercom/errors';
import { Emission, PublishFailedError } from '../../lib/oih/emission';
import { intercomOf } from '../../lib/oih/intercom';
import { type StepRun, step } from '../../lib/oih/step';
import type { Config } from '../../lib/oih/types';
import { load, runModule } from '../support/component';

const MESSAGE = { data: { id: 1 }, metadata: {} };

/** Runs what a step does through ferryman's executor. */
const run = (work: (run: StepRun) => Promise<void>, options: Parameters<typeof runModule>[2] = {}) =>
  runModule({ process: step(work) }, 'spec', { message: MESSAGE, ...options });

const fails = (error: unknown) => async () => {
  throw error;
};

describe('oih/step', () => {
  it('hands over what ferryman gave', async () => {
    let got: StepRun | undefined;
    await run(
      async (one) => {
        got = one;
      },
      { config: { output: 'all' }, snapshot: { watermark: 5 }, tokenData: { flowId: 'f', stepId: 's', apiKey: 'k' } },
    );
    assert.deepEqual(got?.message, MESSAGE);
    assert.equal(got?.config.output, 'all');
    assert.deepEqual(got?.snapshot, { watermark: 5 });
    assert.deepEqual(got?.tokenData, { function: 'spec', flowId: 'f', stepId: 's', apiKey: 'k' });
    assert.equal(typeof got?.step.emit, 'function');
  });

  it('does without message, config and token', async () => {
    const seen: unknown[] = [];
    const process = step(async ({ message, config, tokenData }) => {
      seen.push(message, config, tokenData);
    });
    const self = { emit: async () => {}, errorCount: 0, logger: { debug() {}, info() {}, warn() {}, error() {} } };
    await process.call(self, undefined, undefined as unknown as Config);
    assert.deepEqual(seen, [undefined, {}, {}]);
  });

  it('returns nothing, since ferryman would emit it', async () => {
    const process = step(async () => ({ id: 1 }) as unknown as undefined);
    const self = { emit: async () => {}, errorCount: 0, logger: { debug() {}, info() {}, warn() {}, error() {} } };
    assert.equal(await process.call(self, MESSAGE, {}), undefined);
    assert.deepEqual((await run(async () => ({ id: 1 }) as unknown as undefined)).emitted, []);
  });

  describe('an error that time may mend', () => {
    const errors = [
      new RateLimitError("GET /tags failed with 429: Intercom's rate limit is spent", 5_000),
      new ConnectionError('GET /tags got no answer from Intercom: ECONNRESET.', true),
      new ApiError('GET /tags failed with 503', { status: 503, retryable: true }),
    ];
    for (const error of errors)
      it(`brings the message back: ${error.name}`, async () => {
        const { rebounds, errors, emitted, log } = await run(fails(error));
        assert.deepEqual(
          rebounds.map(({ message }) => message),
          [error.message],
        );
        assert.deepEqual([errors, emitted], [[], []]);
        assert.equal(log.filter((line) => line.includes(error.message)).length, 1);
      });

    it('crosses the platform as a bare error', async () => {
      const error = Object.assign(new RateLimitError('spent', 5_000), { config: { accessToken: 'secret' } });
      const { rebounds } = await run(fails(error));
      assert.equal(rebounds[0]?.constructor, Error);
      assert.ok(!('config' in (rebounds[0] ?? {})));
    });
  });

  describe('any other error', () => {
    const errors = [
      new ConfigurationError('region is not one that Intercom has'),
      new InvalidInputError('GET /tags', ['a']),
      new ConnectionError('POST /tags got no answer', false),
      new ApiError('POST /tags failed with 503', { status: 503, retryable: false }),
      new TypeError('a slip of ours'),
      Object.assign(new Error('looks retryable'), { retryable: true }),
    ];
    for (const error of errors)
      it(`is reported once, as it is: ${error.name} ${error.message}`, async () => {
        const { rebounds, errors } = await run(fails(error));
        assert.deepEqual(errors, [error]);
        assert.deepEqual(rebounds, []);
      });
  });

  it('ends with one line that says what became of the message, and nothing of it', async () => {
    const counted = async (one: StepRun) => {
      one.tally.calls += 2;
      const emission = new Emission(one.step, one.tally);
      await emission.emit({ data: { secret: 'canary' }, metadata: {} });
      await emission.flush();
    };
    const lines = [
      [counted, /^outcome=done calls=2 messages=1 ms=\d+$/],
      [
        fails(new InvalidInputError('spec', ['canary'])),
        /^outcome=failed error=InvalidInputError calls=0 messages=0 ms=\d+$/,
      ],
      [fails(new RateLimitError('canary', 5)), /^outcome=rebound error=RateLimitError calls=0 messages=0 ms=\d+$/],
      [fails('canary'), /^outcome=failed error=string calls=0 messages=0 ms=\d+$/],
    ] as const;
    for (const [work, line] of lines) {
      const { log } = await run(work);
      assert.match(log[0] ?? '', line);
    }
  });

  it('stops quietly where a publish failed: ferryman has reported that', async () => {
    const { errors, emitted, rebounds } = await run(
      async (one) => {
        const emission = new Emission(one.step);
        await emission.emit({ data: { id: 1 }, metadata: {} });
        await emission.flush();
        assert.fail('went on');
      },
      {
        publish: () => {
          throw new Error('the broker is gone');
        },
      },
    );
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['the broker is gone'],
    );
    assert.deepEqual([emitted, rebounds], [[], []]);
    assert.ok(new PublishFailedError('x') instanceof Error);
  });

  describe('in REST mode', () => {
    it('refuses politely, without a look at what was sent', async () => {
      let worked = false;
      const process = step(async () => {
        worked = true;
      });
      const answers: unknown[] = [];
      const body = { actionName: 'spec', data: { email: 'ada@example.com' }, secretId: 'secret-1' };
      const returned = await process.call({} as never, {}, {}, (answer: unknown) => answers.push(answer), body);
      assert.deepEqual(answers, [
        { status: 405, message: 'This function runs as a step of a flow. Only lookup answers over REST.' },
      ]);
      assert.equal(returned, undefined);
      assert.equal(worked, false);
    });
  });

  it('is what every function of the component is made with', async () => {
    const { actions, triggers } = require('../../component.json');
    for (const name of [...Object.keys(actions), ...Object.keys(triggers)]) {
      const answers: { status: number }[] = [];
      const { process } = (await load(name)) as { process: (...call: unknown[]) => Promise<void> };
      await process({}, {}, (answer: { status: number }) => answers.push(answer), { actionName: name });
      assert.deepEqual(
        answers.map(({ status }) => status),
        // lookup answers in this mode, and misses the question.
        [name === 'lookup' ? 400 : 405],
        name,
      );
    }
  });

  describe('has room for the large answers of one message at a time', () => {
    it('in the order in which they ask, whatever becomes of them', async () => {
      const order: string[] = [];
      const large = (name: string, end: () => Promise<void>) => async (one: StepRun) => {
        await one.room.take();
        order.push(`${name} begins`);
        await one.room.take();
        await pause(5);
        order.push(`${name} ends`);
        await end();
      };
      await Promise.all([
        run(large('first', async () => {})),
        run(large('second', fails(new ConnectionError('busy', true)))),
        run(large('third', async () => {})),
      ]);
      const expected = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
      assert.deepEqual(order, expected);
    });

    it('as the client of a step asks for it', async () => {
      nock('https://api.intercom.io')
        .get('/me')
        .times(2)
        .reply(200, { name: 'x'.repeat(1_100_000) });
      const order: string[] = [];
      const reads = async (one: StepRun) => {
        await intercomOf(one).call({ request: 'GET /me' });
        order.push('has it');
        await pause(20);
        order.push('is through');
      };
      const config = { accessToken: 'spec-token' };
      await Promise.all([run(reads, { config }), run(reads, { config })]);
      assert.deepEqual(order, ['has it', 'is through', 'has it', 'is through']);
    });

    it('and one that gave up waiting holds nobody up', async () => {
      let release = () => {};
      const holding = run(async ({ room }) => {
        await room.take();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      });
      await run(async ({ room }) => void room.take());
      const last = run(({ room }) => room.take());
      release();
      await Promise.all([holding, last]);
    });
  });
});
