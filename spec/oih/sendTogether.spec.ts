import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { sendTogether } from '../../lib/oih/sendTogether';
import type { BrokerSocket, TaskExec } from '../../lib/oih/types';

const step = (stream?: BrokerSocket): TaskExec => ({
  emit: async () => {},
  errorCount: 0,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  __getAmqp: () => (stream ? { amqp: { connection: { stream } } } : {}),
});

/** A socket that tells what each system call would have been. */
class Socket extends Writable {
  readonly calls: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.calls.push(chunk.toString());
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.calls.push(chunks.map(({ chunk }) => chunk.toString()).join(' '));
    done();
  }
}

const turn = () => new Promise(setImmediate);

describe('oih/sendTogether', () => {
  it('lets what is written at one moment leave in one call, in order', async () => {
    const socket = new Socket();
    sendTogether(step(socket));
    for (const frame of ['a', 'b', 'c']) socket.write(frame);
    assert.deepEqual(socket.calls, []);
    await turn();
    for (const frame of ['d', 'e']) socket.write(frame);
    await turn();
    assert.deepEqual(socket.calls, ['a b c', 'd e']);
  });

  it('does so once for a connection, however many messages it serves', async () => {
    const socket = new Socket();
    sendTogether(step(socket));
    const { write } = socket;
    sendTogether(step(socket));
    assert.equal(socket.write, write);
    socket.write('a');
    await turn();
    assert.deepEqual([socket.calls, socket.writableCorked], [['a'], 0]);
  });

  it('keeps telling who writes too much, and when to go on', async () => {
    const socket = new Socket({ highWaterMark: 4 });
    sendTogether(step(socket));
    let drained = 0;
    socket.on('drain', () => {
      drained += 1;
    });
    assert.deepEqual([socket.write('abc'), socket.write('def')], [true, false]);
    await turn();
    assert.deepEqual([drained, socket.calls], [1, ['abc def']]);
  });

  it('does without a connection that looks as expected', () => {
    for (const socket of [undefined, {}, { write: () => true }]) sendTogether(step(socket));
    const { __getAmqp: _, ...bare } = step();
    sendTogether(bare);
  });
});
