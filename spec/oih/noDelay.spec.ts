import assert from 'node:assert/strict';
import { sendAtOnce } from '../../lib/oih/noDelay';
import type { TaskExec } from '../../lib/oih/types';

const step = (amqp?: ReturnType<NonNullable<TaskExec['__getAmqp']>>): TaskExec => ({
  emit: async () => {},
  errorCount: 0,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  __getAmqp: () => amqp,
});

describe('oih/noDelay', () => {
  it('turns the delay of the socket to the broker off', () => {
    const set: boolean[] = [];
    sendAtOnce(step({ amqp: { connection: { stream: { setNoDelay: (noDelay) => set.push(noDelay) } } } }));
    assert.deepEqual(set, [true]);
  });

  it('does without a connection that looks as expected', () => {
    for (const amqp of [
      undefined,
      {},
      { amqp: {} },
      { amqp: { connection: {} } },
      { amqp: { connection: { stream: {} } } },
    ])
      sendAtOnce(step(amqp));
    const { __getAmqp: _, ...bare } = step();
    sendAtOnce(bare);
  });
});
