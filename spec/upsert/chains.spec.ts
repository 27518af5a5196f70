import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chainsOf } from '../../lib/upsert/chains';

describe('chains of items', () => {
  const letters = (...items: string[]) => chainsOf(items, (item) => [...item]);

  it('keep apart what has nothing in common', () => {
    assert.deepEqual(letters('a', 'b', '', ''), [[0], [1], [2], [3]]);
  });
  it('join what has a key in common, in order', () => {
    assert.deepEqual(letters('a', 'b', 'a', 'b', 'a'), [
      [0, 2, 4],
      [1, 3],
    ]);
  });
  it('join what has something in common through others, also where that comes late', () => {
    assert.deepEqual(letters('a', 'b', 'c', 'ab', 'd', 'c'), [[0, 1, 3], [2, 5], [4]]);
  });

  it('hold each item once, in order, and share no key with each other', () => {
    const item = fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        const chains = chainsOf(items, (keys) => keys);
        assert.deepEqual(
          chains.flat().sort((a, b) => a - b),
          items.map((_, index) => index),
        );
        const seen = new Set<string>();
        for (const chain of chains) {
          assert.deepEqual(
            chain,
            [...chain].sort((a, b) => a - b),
          );
          const keys = new Set(chain.flatMap((index) => items[index] ?? []));
          for (const key of keys) {
            assert.ok(!seen.has(key));
            seen.add(key);
          }
        }
      }),
    );
  });
});
