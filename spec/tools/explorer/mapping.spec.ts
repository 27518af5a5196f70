import assert from 'node:assert/strict';
import fc from 'fast-check';
import { flowStep } from '../../../tools/explorer/page/flowStep';
import { mapping, oneLine } from '../../../tools/explorer/page/mapping';
import type { Rule } from '../../../tools/explorer/page/schema';

// The one that ferryman brings along evaluates the mappings of flows.
const jsonata: (expression: string) => { evaluate(message: unknown): unknown } = require('jsonata');

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the mapping of the explorer', () => {
  const rule: Rule = {
    type: 'object',
    properties: {
      contact_id: { type: 'string' },
      from: {
        type: 'object',
        properties: { type: { type: 'string' }, id: { type: 'string' }, note: { type: 'string' } },
        required: ['type', 'id'],
      },
      'odd-name': { type: 'string' },
      note: { type: 'string' },
    },
    required: ['contact_id', 'from', 'odd-name'],
  };

  it('reads what is open from the message before, and holds what is filled in', () => {
    assert.equal(
      mapping(rule, { from: { type: 'user' }, note: 'a "quoted"\nline' }),
      `{
  "data": {
    "contact_id": data.contact_id,
    "from": {
      "type": "user",
      "id": data.from.id
    },
    "odd-name": data.\`odd-name\`,
    "note": "a \\"quoted\\"\\nline"
  },
  "metadata": metadata
}`,
    );
  });

  it('evaluates to the message that was asked for', () => {
    const expression = mapping(rule, { from: { type: 'user' }, note: 'new' });
    const before = { data: { contact_id: 'c1', from: { id: 'f1' }, 'odd-name': 7 }, metadata: { recordUid: '9' } };
    assert.deepEqual(plain(jsonata(expression).evaluate(before)), {
      data: { contact_id: 'c1', from: { type: 'user', id: 'f1' }, 'odd-name': 7, note: 'new' },
      metadata: { recordUid: '9' },
    });
  });

  it('yields whatever was filled in as it is, on one line, too', () => {
    const value = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    fc.assert(
      fc.property(value, (data) => {
        const expression = mapping({}, data);
        const wanted = plain({ data, metadata: { a: 1 } });
        const before = { data: {}, metadata: { a: 1 } };
        assert.deepEqual(plain(jsonata(expression).evaluate(before)), wanted);
        assert.deepEqual(plain(jsonata(oneLine(expression)).evaluate(before)), wanted);
        assert.ok(!oneLine(expression).includes('\n'));
      }),
    );
  });

  it('goes into an action’s step, and not into a trigger’s, which stands first', () => {
    assert.deepEqual(flowStep({ name: 'listTags', kind: 'action' }, { output: 'all' }, '{\n  "data": {}\n}'), {
      id: 'listTags',
      componentId: '<id of this component>',
      function: 'listTags',
      credentials_id: '<id of your secret>',
      fields: { output: 'all' },
      nodeSettings: { applyTransform: 'before', transformFunction: '{ "data": {} }' },
    });
    assert.equal('nodeSettings' in flowStep({ name: 'newContacts', kind: 'polling' }, {}, '{}'), false);
  });
});
