import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { concurrently } from '../../lib/sources/concurrently';
import { unhandledDuring } from '../support/unhandled';

describe('source: concurrently', () => {
  const all = async <R>(results: AsyncGenerator<R>) => {
    const list: R[] = [];
    for await (const one of results) list.push(one);
    return list;
  };

  it('keeps the order and the limit, and does use it', async () => {
    let [now, most] = [0, 0];
    const work = async (n: number) => {
      now += 1;
      most = Math.max(most, now);
      await sleep(n % 3);
      now -= 1;
      return n;
    };
    const items = Array.from({ length: 40 }, (_, n) => n);
    assert.deepEqual(await all(concurrently(items, 4, work)), items);
    assert.equal(most, 4);
  });

  it('takes fewer items than its limit, and none', async () => {
    const twice = async (n: number) => 2 * n;
    assert.deepEqual(await all(concurrently([1, 2], 5, twice)), [2, 4]);
    assert.deepEqual(await all(concurrently([], 5, twice)), []);
    assert.deepEqual(await all(concurrently([1, 2, 3], 1, twice)), [2, 4, 6]);
  });

  it('hands out what came before an error, throws it in its turn, and begins nothing more', async () => {
    const begun: number[] = [];
    const received: number[] = [];
    const work = async (n: number) => {
      begun.push(n);
      await sleep(n === 2 ? 0 : 3);
      if (n === 2 || n === 3) throw new Error(`broken ${n}`);
      return n;
    };
    const reading = async () => {
      for await (const n of concurrently([0, 1, 2, 3, 4, 5, 6, 7], 3, work)) received.push(n);
    };
    const unhandled = await unhandledDuring(async () => {
      await assert.rejects(reading, /^Error: broken 2$/);
      await sleep(20);
    });
    assert.deepEqual(unhandled, []);
    assert.deepEqual(received, [0, 1]);
    assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  });
});
