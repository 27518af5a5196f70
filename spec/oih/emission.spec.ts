import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Emission, type OutgoingMessage } from '../../lib/oih/emission';
import type { TaskExec } from '../../lib/oih/types';
import { captureLogs } from '../../tools/oih/embeddedStep';
import { unhandledDuring } from '../support/unhandled';

// Ferryman logs each message that it refuses.
captureLogs();
const { Amqp } = require('@openintegrationhub/ferryman/lib/amqp.js');
const { EventEmitter } = require('@openintegrationhub/ferryman/lib/emitter.js');

const LIMIT = 10_485_760;

/** A step whose broker confirms when the spec says so. */
class Step implements TaskExec {
  errorCount = 0;
  logger = { debug() {}, info() {}, warn() {}, error() {} };
  handed: OutgoingMessage[] = [];
  unconfirmed: { confirm: () => void; fail: (error: Error) => void }[] = [];
  most = 0;
  /** Confirms by itself, a turn later. */
  prompt = true;

  emit(event: string, payload: unknown): Promise<void> {
    assert.equal(event, 'data');
    this.handed.push(payload as OutgoingMessage);
    return new Promise((resolve, reject) => {
      const one = {
        confirm: () => this.settle(one, resolve),
        fail: (error: Error) => this.settle(one, () => reject(error)),
      };
      this.unconfirmed.push(one);
      this.most = Math.max(this.most, this.unconfirmed.length);
      if (this.prompt) setImmediate(one.confirm);
    });
  }

  private settle(one: Step['unconfirmed'][number], done: () => void): void {
    this.unconfirmed = this.unconfirmed.filter((other) => other !== one);
    done();
  }
}

const message = (id: number, text = ''): OutgoingMessage => ({
  data: { id, text },
  metadata: { recordUid: String(id) },
});
const ids = (step: Step) => step.handed.map(({ metadata }) => Number(metadata.recordUid));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A message whose JSON, as ferryman sends it, has exactly so many bytes; most characters take several. */
function sized(bytes: number): OutgoingMessage {
  const empty = Buffer.byteLength(JSON.stringify({ ...message(1), headers: {} }));
  const room = bytes - empty;
  const text = '🙂'.repeat(Math.floor(room / 4) - 1);
  const filled = message(1, `${text}é${'x'.repeat(room - Buffer.byteLength(text) - 2)}`);
  assert.equal(Buffer.byteLength(JSON.stringify({ ...filled, headers: {} })), bytes);
  return filled;
}

/** The answer that held this record and no other. */
const alone = (size: number) => ({ size, records: 1 });

describe('oih/emission', () => {
  let step: Step;
  let emission: Emission;
  beforeEach(() => {
    step = new Step();
    emission = new Emission(step);
  });

  it('tells when what was handed over so far is with the broker, while more is handed over', async () => {
    step.prompt = false;
    await emission.emit(message(1), alone(50));
    let known = false;
    const confirmed = emission.confirmed().then(() => {
      known = true;
    });
    await emission.emit(message(2), alone(50));
    const [first, second] = step.unconfirmed;
    second?.confirm();
    await new Promise(setImmediate);
    assert.equal(known, false);
    await emission.emit(message(3), alone(50));
    first?.confirm();
    await confirmed;
    assert.equal(step.unconfirmed.length, 1);
  });

  it('tells of a message that failed whoever waits for what was handed over so far', async () => {
    step.prompt = false;
    await emission.emit(message(1), alone(50));
    const confirmed = emission.confirmed();
    step.unconfirmed[0]?.fail(new Error('gone'));
    await assert.rejects(confirmed, /gone/);
    await assert.rejects(emission.flush(), /gone/);
  });

  it('hands everything over, in order', async () => {
    for (const id of upTo(250)) await emission.emit(message(id), alone(50));
    await emission.flush();
    assert.deepEqual(ids(step), upTo(250));
    assert.equal(emission.count, 250);
    assert.equal(step.unconfirmed.length, 0);
  });

  it('keeps the order, whatever the sizes and whoever else is emitting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 300 }), async (sizes) => {
        const each = new Step();
        const one = new Emission(each);
        for (const [id, size] of sizes.entries()) await one.emit(message(id), alone(size));
        await one.flush();
        assert.deepEqual(ids(each), upTo(sizes.length));
      }),
      { numRuns: 20 },
    );
  });

  it('does not wait for the broker within a window, and waits for the older half when it is full', async () => {
    step.prompt = false;
    for (const id of upTo(99)) await emission.emit(message(id), alone(50));
    assert.equal(step.unconfirmed.length, 99);
    let returned = false;
    const hundredth = emission.emit(message(99), alone(50)).then(() => {
      returned = true;
    });
    await new Promise(setImmediate);
    assert.deepEqual([step.unconfirmed.length, returned], [100, false]);
    // Confirmations come in any order.
    for (const one of [...step.unconfirmed].reverse().slice(0, 99)) one.confirm();
    await new Promise(setImmediate);
    assert.equal(returned, false);
    step.unconfirmed[0]?.confirm();
    await hundredth;
    for (const id of upTo(49)) await emission.emit(message(100 + id), alone(50));
    assert.deepEqual(ids(step), upTo(149));
  });

  it('goes on while the younger half of a window is on its way', async () => {
    step.prompt = false;
    for (const id of upTo(99)) await emission.emit(message(id), alone(50));
    const hundredth = emission.emit(message(99), alone(50));
    for (const one of step.unconfirmed.slice(0, 50)) one.confirm();
    await hundredth;
    assert.equal(step.unconfirmed.length, 50);
    for (const id of upTo(49)) await emission.emit(message(100 + id), alone(50));
    assert.equal(step.unconfirmed.length, 99);
  });

  it('has no more than a hundred on their way', async () => {
    for (const id of upTo(1_000)) await emission.emit(message(id), alone(50));
    await emission.flush();
    assert.equal(step.most, 100);
  });

  it('has no more than 8 million characters and one message on their way', async () => {
    for (const id of upTo(20)) await emission.emit(message(id), alone(2_500_000));
    assert.ok(step.most <= 4, `${step.most} at once`);
    const measured = new Step();
    const one = new Emission(measured);
    for (const id of upTo(6)) await one.emit(message(id, 'x'.repeat(4_000_000)));
    assert.ok(measured.most <= 2, `${measured.most} at once`);
  });

  it('counts a record as its share of the answer that it came in', async () => {
    step.prompt = false;
    for (const id of upTo(99)) await emission.emit(message(id), { size: 2_000_000, records: 150 });
    assert.equal(step.unconfirmed.length, 99);
    for (const one of [...step.unconfirmed]) one.confirm();
  });

  it('fills whole windows again after large messages', async () => {
    for (const id of upTo(4)) await emission.emit(message(id), alone(2_500_000));
    await emission.flush();
    step.prompt = false;
    for (const id of upTo(99)) await emission.emit(message(id), alone(50));
    assert.equal(step.unconfirmed.length, 99);
    for (const one of [...step.unconfirmed]) one.confirm();
  });

  it('flush waits for the last', async () => {
    step.prompt = false;
    await emission.emit(message(1), alone(50));
    let flushed = false;
    const flush = emission.flush().then(() => {
      flushed = true;
    });
    await new Promise(setImmediate);
    assert.equal(flushed, false);
    step.unconfirmed[0]?.confirm();
    await flush;
  });

  it('flush has nothing to wait for where nothing was emitted, or all of it was flushed', async () => {
    await emission.flush();
    await emission.emit(message(1), alone(50));
    await emission.flush();
    await emission.flush();
    assert.equal(step.handed.length, 1);
  });

  describe('gives ferryman an object of its own', () => {
    it('each time, and never the one it was given', async () => {
      const same = message(1);
      await emission.emit(same, alone(50));
      await emission.emit(same, alone(50));
      assert.notEqual(step.handed[0], same);
      assert.notEqual(step.handed[0], step.handed[1]);
      for (const one of step.handed) Object.assign(one, { passedCfg: { accessToken: 'secret' }, metadata: {} });
      assert.deepEqual(same, message(1));
    });

    it('also where what it was given is frozen', async () => {
      const frozen = Object.freeze({ data: Object.freeze({ id: 1 }), metadata: Object.freeze({ recordUid: '1' }) });
      // Ferryman's own emitter, which writes into what it emits.
      const emitter = Object.assign(new EventEmitter(), { errorCount: 0, passedCfg: { accessToken: 'secret' } });
      const handed: object[] = [];
      emitter.on('data', async (payload: object) => handed.push({ ...payload }));
      const one = new Emission(emitter);
      await one.emit(frozen, alone(50));
      await one.flush();
      assert.deepEqual(handed, [{ ...frozen, passedCfg: { accessToken: 'secret' } }]);
    });

    it('with nothing but data, metadata and attachments', async () => {
      await emission.emit({ ...message(1), attachments: { 'a.csv': { url: 'https://example.com/a' } } }, alone(50));
      assert.deepEqual(Object.keys(step.handed[0] ?? {}), ['data', 'metadata', 'attachments']);
    });
  });

  describe('size', () => {
    /** What ferryman itself says of a message. */
    async function ferrymanTakes(payload: OutgoingMessage): Promise<boolean> {
      const amqp = new Amqp({ OUTGOING_MESSAGE_SIZE_LIMIT: LIMIT, PROTOCOL_VERSION: 1, OUTPUT_ROUTING_KEY: 'x' });
      amqp.sendToExchange = async () => true;
      try {
        return await amqp.sendBackChannel({ ...payload }, {});
      } catch {
        return false;
      }
    }

    for (const bytes of [LIMIT - 1, LIMIT])
      it(`sends ${bytes} bytes of several to a character, which ferryman takes`, async () => {
        const fits = sized(bytes);
        assert.equal(await ferrymanTakes(fits), true);
        await emission.emit(fits);
        assert.equal(step.handed.length, 1);
      });

    for (const bytes of [LIMIT + 1, LIMIT + 13, LIMIT + 14])
      it(`refuses ${bytes} bytes before ferryman does, and says what to change`, async () => {
        const tooLarge = sized(bytes);
        assert.equal(await ferrymanTakes(tooLarge), false);
        await assert.rejects(emission.emit(tooLarge), {
          name: 'MessageTooLargeError',
          message: /^The result is 10\.0 MiB and a message holds 10 MiB at most\. .*per_page.*items/,
        });
        assert.equal(step.handed.length, 0);
      });

    it('does not trust a bound that is no bound', async () => {
      await assert.rejects(emission.emit(message(1, 'x'.repeat(LIMIT)), alone(LIMIT + 100)), {
        name: 'MessageTooLargeError',
      });
      await assert.rejects(emission.emit(message(1, '中'.repeat(LIMIT / 3))), { name: 'MessageTooLargeError' });
    });

    it('says it only after what came before is with the broker', async () => {
      step.prompt = false;
      await emission.emit(message(1), alone(50));
      const refused = emission.emit(message(2, 'x'.repeat(LIMIT)));
      let settled = false;
      refused
        .catch(() => {})
        .finally(() => {
          settled = true;
        });
      await new Promise(setImmediate);
      assert.equal(settled, false);
      step.unconfirmed[0]?.confirm();
      await assert.rejects(refused, { name: 'MessageTooLargeError' });
      assert.deepEqual(ids(step), [1]);
    });

    it('holds nothing of the message in the error', async () => {
      await assert.rejects(emission.emit(message(1, 'ada@example.com '.repeat(LIMIT / 16))), (error: Error) => {
        assert.ok(!`${error.stack}`.includes('ada'));
        return true;
      });
    });
  });

  describe('a publish that fails', () => {
    it('is noticed by the count, since ferryman does not throw', async () => {
      await emission.emit(message(1), alone(50));
      step.errorCount = 1;
      await assert.rejects(emission.flush(), { name: 'PublishFailedError' });
    });

    it('is noticed at the end of its window', async () => {
      for (const id of upTo(50)) await emission.emit(message(id), alone(50));
      step.errorCount = 1;
      await assert.rejects(
        (async () => {
          for (const id of upTo(200)) await emission.emit(message(id), alone(50));
        })(),
        { name: 'PublishFailedError' },
      );
      assert.equal(step.handed.length, 100);
    });

    it('prevails over a message that is too large', async () => {
      await emission.emit(message(1), alone(50));
      step.errorCount = 1;
      await assert.rejects(emission.emit(message(2, 'x'.repeat(LIMIT))), { name: 'PublishFailedError' });
    });

    it('is never forgotten, since what was to follow the messages must not', async () => {
      step.prompt = false;
      await emission.emit(message(1), alone(50));
      step.unconfirmed[0]?.fail(new Error('channel closed'));
      await assert.rejects(emission.flush(), /channel closed/);
      await assert.rejects(emission.flush(), /channel closed/);
    });

    it('is thrown as it is where emit itself rejects, after all others are settled', async () => {
      step.prompt = false;
      for (const id of upTo(3)) await emission.emit(message(id), alone(50));
      const [first, second, third] = step.unconfirmed;
      let settled = false;
      const flush = emission.flush();
      flush
        .catch(() => {})
        .finally(() => {
          settled = true;
        });
      second?.fail(new Error('channel closed'));
      first?.confirm();
      await new Promise(setImmediate);
      assert.equal(settled, false);
      third?.confirm();
      await assert.rejects(flush, /channel closed/);
    });

    it('is not unhandled where emit rejects before the window is full, since that would end the process', async () => {
      step.prompt = false;
      const unhandled = await unhandledDuring(async () => {
        await emission.emit(message(1), alone(50));
        step.unconfirmed[0]?.fail(new Error('channel closed'));
      });
      assert.deepEqual(unhandled, []);
      await assert.rejects(emission.flush(), /channel closed/);
    });
  });
});
