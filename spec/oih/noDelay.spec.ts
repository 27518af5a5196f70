import assert from 'node:assert/strict';
import { step } from '../../lib/oih/step';
import type { TaskExec } from '../../lib/oih/types';
import { runModule } from '../support/component';

describe('the connection to the broker', () => {
  type Connection = ReturnType<NonNullable<TaskExec['__getAmqp']>>;

  async function runOver(connection: Connection): Promise<Error[]> {
    const work = step(async () => {});
    async function process(this: TaskExec, ...call: Parameters<typeof work>): Promise<void> {
      this.__getAmqp = () => connection;
      await work.apply(this, call);
    }
    return (await runModule({ process }, 'anything')).errors;
  }

  it('sends at once', async () => {
    const told: boolean[] = [];
    const stream = { setNoDelay: (noDelay: boolean) => told.push(noDelay) };
    assert.deepEqual(await runOver({ amqp: { connection: { stream } } }), []);
    assert.deepEqual(told, [true]);
  });

  it('stays as it is where another ferryman keeps it elsewhere', async () => {
    for (const connection of [undefined, {}, { amqp: {} }, { amqp: { connection: {} } }]) {
      assert.deepEqual(await runOver(connection), []);
    }
  });
});
