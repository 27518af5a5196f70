import assert from 'node:assert/strict';
import type { SourceRecord } from '../../lib/polling/source';
import { digest, type Each, fieldAt, identity, lastInOrder, secondsAt } from '../../lib/sources/record';

describe('source: records', () => {
  it('reaches into nested objects', () => {
    const record = { statistics: { last_close_at: 7 }, none: null, text: 'x' };
    assert.equal(fieldAt(record, 'statistics.last_close_at'), 7);
    for (const path of ['statistics.other', 'none.x', 'text.length', 'missing.x']) {
      assert.equal(fieldAt(record, path), undefined, path);
    }
  });

  it('reads a time as UNIX seconds', () => {
    for (const [at, seconds] of [
      [1_767_614_400, 1_767_614_400],
      [1_767_614_400.9, 1_767_614_400],
      ['2026-01-05T12:00:00Z', 1_767_614_400],
      ['2026-01-05T13:00:00.500+01:00', 1_767_614_400],
      ['soon', undefined],
      ['', undefined],
      [null, undefined],
      [Number.NaN, undefined],
    ] as const) {
      assert.equal(secondsAt({ at }, 'at'), seconds, String(at));
    }
  });

  it('tells contents apart', () => {
    assert.equal(digest({ a: 1 }), digest({ a: 1 }));
    assert.notEqual(digest({ a: 1 }), digest({ a: 2 }));
    assert.equal(digest(undefined), digest(null));
    assert.equal(digest({ a: 1 }).length, 8);
  });

  it('takes an occurrence by its stamp, a change by its content', () => {
    const [before, now] = [
      { id: 4, at: 9, name: 'before' },
      { id: 4, at: 9, name: 'now' },
    ];
    const told = (record: SourceRecord, each: Each) => {
      const { version, ...rest } = identity(record, 'at', each);
      return { ...rest, version: version() };
    };
    assert.deepEqual(told(before, 'occurrence'), { id: '4', stamp: 9, version: '' });
    assert.deepEqual(told(before, 'occurrence'), told(now, 'occurrence'));
    assert.notEqual(told(before, 'change').version, told(now, 'change').version);
  });

  it('says how far an order has come, or that it is none', () => {
    assert.equal(lastInOrder([1, 1, 3], 0, 'ascending'), 3);
    assert.equal(lastInOrder([], 5, 'ascending'), 5);
    assert.equal(lastInOrder([4], 5, 'ascending'), undefined);
    assert.equal(lastInOrder([1, 3, 2], 0, 'ascending'), undefined);
    assert.equal(lastInOrder([3, 3, 1], 9, 'descending'), 1);
    assert.equal(lastInOrder([3, 4], 9, 'descending'), undefined);
    assert.equal(lastInOrder([1, undefined, 3], 0, 'ascending'), undefined);
  });
});
