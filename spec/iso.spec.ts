import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoOf } from '../lib/iso';

describe('iso', () => {
  it('says UNIX seconds as ISO 8601, and nothing of what is no moment', () => {
    assert.equal(isoOf(1_767_225_600), '2026-01-01T00:00:00.000Z');
    for (const none of [undefined, null, '1767225600', Number.NaN, Number.MAX_SAFE_INTEGER, 1e20, -1e20]) {
      assert.equal(isoOf(none), undefined);
    }
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void isoOf(value)));
  });
});
