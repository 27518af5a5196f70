import assert from 'node:assert/strict';
import { metadataOf, metadataOfSame } from '../../lib/oih/metadata';
import type { Config } from '../../lib/oih/types';

describe('oih/metadata', () => {
  const table: [what: string, record: unknown, config: Config, metadata: object][] = [
    ['the id of a record', { id: '65a0c0ffee0000000000a001' }, {}, { recordUid: '65a0c0ffee0000000000a001' }],
    ['a number as text', { id: 7522907 }, {}, { recordUid: '7522907' }],
    ['0 as text', { id: 0 }, {}, { recordUid: '0' }],
    ['nothing where there is no id', { name: 'vip' }, {}, {}],
    ['nothing where the id is none', { id: null }, {}, {}],
    ['nothing where the id is an object', { id: { a: 1 } }, {}, {}],
    ['nothing of a list', [{ id: '1' }], {}, {}],
    ['nothing of text', 'id', {}, {}],
    ['nothing of nothing', undefined, {}, {}],
    [
      'the application that nodeSettings name',
      { id: '1' },
      { nodeSettings: { applicationUid: 'app-1' }, applicationUid: 'app-2' },
      { applicationUid: 'app-1', recordUid: '1' },
    ],
    [
      'the application that the step names',
      { id: '1' },
      { nodeSettings: {}, applicationUid: 'app-2' },
      { applicationUid: 'app-2', recordUid: '1' },
    ],
    ['the application alone', {}, { applicationUid: 'app-2' }, { applicationUid: 'app-2' }],
    ['no application where it is empty', { id: '1' }, { applicationUid: '' }, { recordUid: '1' }],
    ['no application of nodeSettings that are none', { id: '1' }, { nodeSettings: 'x' }, { recordUid: '1' }],
    ['nothing of the secret', { id: '1' }, { accessToken: 'secret', oihUid: 'hub-1' }, { recordUid: '1' }],
  ];
  for (const [what, record, config, metadata] of table)
    it(`is ${what}`, () => assert.deepEqual(metadataOf(record, config), metadata));

  describe('of the record that came in', () => {
    it('has the uid by which the hub links them, and its own id', () => {
      const metadata = { oihUid: 'hub-1', recordUid: 'crm-1', applicationUid: 'crm' };
      assert.deepEqual(metadataOfSame({ id: '1' }, { metadata }, {}), { oihUid: 'hub-1', recordUid: '1' });
    });
    it('has none where there is none', () => {
      assert.deepEqual(metadataOfSame({ id: '1' }, {}, {}), { recordUid: '1' });
      assert.deepEqual(metadataOfSame({ id: '1' }, { metadata: { recordUid: 'crm-1' } }, {}), { recordUid: '1' });
    });
  });

  it('is made anew each time', () => {
    assert.notEqual(metadataOf({ id: '1' }, {}), metadataOf({ id: '1' }, {}));
  });
});
