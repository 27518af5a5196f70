import assert from 'node:assert/strict';
import { cached, cacheState, clearCache } from '../lib/cache';

describe('the cache', () => {
  beforeEach(clearCache);
  after(clearCache);

  const NOW = 1_767_614_400_000;
  let made = 0;
  const make = async (): Promise<number> => {
    made += 1;
    return made;
  };
  beforeEach(() => {
    made = 0;
  });

  it('makes an answer once within a minute, and anew after it', async () => {
    assert.equal(await cached('ada', 'tags', make, NOW), 1);
    assert.equal(await cached('ada', 'tags', make, NOW + 59_999), 1);
    assert.equal(await cached('ada', 'tags', make, NOW + 60_000), 2);
  });

  it('gives no owner what another one was given', async () => {
    assert.equal(await cached('ada', 'tags', make, NOW), 1);
    assert.equal(await cached('bruno', 'tags', make, NOW), 2);
    assert.equal(await cached('ada', 'teams', make, NOW), 3);
  });

  it('lets those who ask at once share one call, its failure too, and forgets a failure', async () => {
    let fails = 0;
    const fail = async (): Promise<number> => {
      fails += 1;
      throw new Error('away');
    };
    const both = await Promise.allSettled([cached('ada', 'tags', fail, NOW), cached('ada', 'tags', fail, NOW)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(fails, 1);
    assert.equal(await cached('ada', 'tags', make, NOW), 1);
  });

  it('stays bounded in entries, and drops what was unused for longest', async () => {
    await cached('ada', 'first', make, NOW);
    await cached('ada', 'second', make, NOW);
    for (let n = 0; n < 997; n += 1) await cached('ada', `filler ${n}`, make, NOW);
    await cached('ada', 'first', make, NOW);
    for (let n = 0; n < 500; n += 1) await cached('ada', `more ${n}`, make, NOW);
    assert.ok(cacheState().entries <= 1_000);
    const before = made;
    await cached('ada', 'first', make, NOW);
    assert.equal(made, before);
    await cached('ada', 'second', make, NOW);
    assert.equal(made, before + 1);
  });

  it('stays bounded in size, and keeps nothing huge', async () => {
    for (let n = 0; n < 40; n += 1) await cached('ada', `large ${n}`, async () => 'x'.repeat(900_000), NOW);
    assert.ok(cacheState().size <= 8_000_000);
    assert.ok(cacheState().entries >= 8);
    await cached('ada', 'huge', async () => 'x'.repeat(1_000_001), NOW);
    assert.ok(cacheState().size <= 8_000_000 && cacheState().entries >= 8);
    await cached('ada', 'huge', make, NOW);
    assert.equal(made, 1);
  });
});
