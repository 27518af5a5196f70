import assert from 'node:assert/strict';
import { ConfigurationError, InvalidInputError } from '../../lib/intercom/errors';
import { transformed } from '../../lib/masterdata/transform';
import { Room } from '../../lib/oih/room';
import type { Config, TaskExec } from '../../lib/oih/types';

const MESSAGE = { data: { name: 'Ada', email: 'ada@example.com' }, metadata: { recordUid: '7' } };

/** Runs a message through a step's mapping; `told` is what ferryman emits on the way. */
function through(config: Config, told: unknown[] = []) {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const step: TaskExec = { emit: async (event, payload) => told.push([event, payload]), logger, errorCount: 0 };
  const run = {
    step,
    config,
    message: MESSAGE,
    snapshot: {},
    tokenData: {},
    tally: { calls: 0, messages: 0 },
    room: new Room(),
  };
  return transformed(run, MESSAGE, ({ metadata }) => ({ data: { mapped: true }, ...(metadata && { metadata }) }));
}

describe('a message on its way through the mapping', () => {
  it('is mapped', () => {
    assert.deepEqual(through({}), { data: { mapped: true }, metadata: { recordUid: '7' } });
    assert.deepEqual(through({ skipTransformation: 'false', customMapping: ' ' }).data, { mapped: true });
  });

  it('stays as it is', () => {
    assert.deepEqual(through({ skipTransformation: true }), MESSAGE);
    assert.deepEqual(through({ skipTransformation: 'true', customMapping: '{' }), MESSAGE);
  });

  it('goes through an expression', () => {
    const customMapping = '{"data": {"displayName": data.name}, "metadata": metadata}';
    assert.deepEqual(through({ customMapping }), { data: { displayName: 'Ada' }, metadata: { recordUid: '7' } });
  });

  it('is refused, not passed on, where the expression is none', () => {
    assert.throws(
      () => through({ customMapping: '{"data": ' }),
      (error: Error) =>
        error instanceof ConfigurationError &&
        /^customMapping is no JSONata expression: JSONata says S\d+ at character \d+\.$/.test(error.message),
    );
  });

  it('is refused, not passed on, where the expression fails on it, and its values are not told', () => {
    assert.throws(
      () => through({ customMapping: '{"data": {"x": $number(data.name)}}' }),
      (error: Error) =>
        error instanceof InvalidInputError && /JSONata says D\d+/.test(error.message) && !/Ada/.test(error.message),
    );
  });

  for (const customMapping of ['data.nothing', '"text"', '{"name": data.name}', '[1, 2]', '{"data": 5}']) {
    it(`is refused where the expression yields no message: ${customMapping}`, () => {
      assert.throws(() => through({ customMapping }), /^ConfigurationError: customMapping must yield a message/);
    });
  }

  it("is kept as it came where the step's nodeSettings ask for it", () => {
    const told: [string, { payload?: unknown }][] = [];
    through({ nodeSettings: { storeRawRecord: true } }, told);
    assert.deepEqual(
      told.map(([event, { payload }]) => [event, payload]),
      [['raw-record', MESSAGE.data]],
    );
  });
});
