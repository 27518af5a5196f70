import assert from 'node:assert/strict';
import { Progress } from '../../lib/polling/progress';
import { MOST_SEEN, type State, stampOf } from '../../lib/polling/state';

const OVERLAP = 40;
const STORED: State = { v: 1, from: 100, watermark: 200, seen: { a: '150', b: '190 x3Jk9aQ0' } };

describe('progress', () => {
  let progress: Progress;
  beforeEach(() => {
    progress = new Progress(STORED, OVERLAP);
  });

  it('reads from the overlap behind where the last run came to, and never from before the beginning', () => {
    assert.deepEqual([progress.since, progress.floor], [160, 160]);
    const early = new Progress({ ...STORED, watermark: 120 }, OVERLAP);
    assert.deepEqual([early.since, early.floor], [100, 100]);
    const inPieces = new Progress({ ...STORED, cursor: 500 }, OVERLAP);
    assert.deepEqual([inPieces.since, inPieces.floor], [460, 160]);
  });

  it('knows what was emitted, and what is older than that', () => {
    assert.deepEqual(
      ['a', 'c'].map((id) => progress.knows(id)),
      [true, false],
    );
    assert.equal(progress.isNew('a', '150'), false);
    assert.equal(progress.isNew('a', '149'), false);
    assert.equal(progress.isNew('a', '151'), true);
    assert.equal(progress.isNew('b', '190 x3Jk9aQ0'), false);
    assert.equal(progress.isNew('b', '190 other000'), true);
    assert.equal(progress.isNew('c', '150'), true);
    progress.remember('c', '150');
    assert.equal(progress.isNew('c', '150'), false);
  });

  it('never moves back', () => {
    progress.comeTo(180);
    assert.equal(progress.toStore().cursor, undefined);
    progress.comeTo(250);
    progress.comeTo(240);
    const { watermark, cursor } = progress.toStore();
    assert.deepEqual([watermark, cursor, progress.reached], [200, 250, 250]);
    progress.finish(190);
    assert.deepEqual(progress.toStore(), { v: 1, from: 100, watermark: 200, seen: {} });
    progress.finish(260);
    assert.equal(progress.toStore().watermark, 260);
  });

  it('stores what a later run can meet, with the second before it', () => {
    progress.remember('c', '159');
    progress.remember('d', '158');
    assert.deepEqual(Object.keys(progress.toStore().seen), ['b', 'c']);
    progress.comeTo(300);
    assert.deepEqual(progress.toStore().seen, {});
  });

  it('tells what a later run can meet from what it cannot', () => {
    progress.comeTo(300);
    assert.deepEqual(
      [259, 258].map((stamp) => progress.canMeet(stamp)),
      [true, false],
    );
    progress = new Progress(STORED, OVERLAP, true);
    progress.comeTo(300);
    assert.deepEqual(
      [159, 158].map((stamp) => progress.canMeet(stamp)),
      [true, false],
    );
  });

  it('remembers all since the last run that came to its end, where what was emitted comes again', () => {
    progress = new Progress(STORED, OVERLAP, true);
    progress.remember('c', '170');
    progress.comeTo(300);
    assert.deepEqual(Object.keys(progress.toStore().seen), ['b', 'c']);
    for (let n = 0; n < MOST_SEEN; n += 1) progress.remember(`id${n}`, '240');
    assert.equal(progress.isFull(), false);
    progress.finish(300);
    assert.deepEqual(progress.toStore().seen, {});
  });

  it('leaves what was stored as it was', () => {
    progress.remember('c', '195');
    progress.comeTo(300);
    progress.toStore();
    assert.deepEqual(STORED.seen, { a: '150', b: '190 x3Jk9aQ0' });
  });

  it('forgets the oldest beyond its bound', () => {
    assert.equal(progress.isFull(), false);
    for (let n = 0; n < MOST_SEEN + 10; n += 1) progress.remember(`id${n}`, String(1_000 + n));
    assert.equal(progress.isFull(), true);
    const kept = Object.values(progress.toStore().seen).map(stampOf);
    assert.equal(kept.length, MOST_SEEN);
    assert.equal(Math.min(...kept), 1_010);
  });
});
