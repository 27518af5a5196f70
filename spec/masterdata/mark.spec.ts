import assert from 'node:assert/strict';
import { editedAt, isShared, markText, readMark } from '../../lib/masterdata/mark';

const DIGEST = 'x3Jk9aQ0-_Jk9aQ0';
const OTHER = 'y3Jk9aQ0-_Jk9aQ0';

describe('the mark of an upsert', () => {
  it('reads what it wrote, with and without a part of a second, also of before 1970', () => {
    for (const edited of [0, 1_767_614_400, 1_767_614_400.25, -0.25, -62_135_596_800]) {
      for (const mark of [
        { digest: DIGEST, edited },
        { digest: DIGEST, edited, unseen: true as const },
      ]) {
        assert.deepEqual(readMark(markText(mark)), mark);
      }
    }
  });

  it('is none where the attribute holds anything else', () => {
    for (const value of [
      undefined,
      null,
      '',
      'VIP',
      DIGEST,
      `${DIGEST} soon`,
      `${DIGEST} 1 2`,
      `${DIGEST} --1`,
      `${DIGEST} 1 **`,
      1_767_614_400,
      {},
    ]) {
      assert.equal(readMark(value), undefined);
    }
  });

  it('tells whether the other application has all of it', () => {
    const mark = { digest: DIGEST, edited: 1_000 };
    assert.deepEqual(
      [
        isShared(DIGEST, mark),
        isShared(OTHER, mark),
        isShared(DIGEST, { ...mark, unseen: true }),
        isShared(DIGEST, undefined),
      ],
      [true, false, false, false],
    );
  });

  it('makes content as old as its edit, however often the person has visited since', () => {
    const mark = { digest: DIGEST, edited: 1_000 };
    assert.equal(editedAt(DIGEST, 9_000, mark), 1_000);
    assert.equal(editedAt(OTHER, 9_000, mark), 9_000);
    assert.equal(editedAt(OTHER, 9_000, undefined), 9_000);
  });

  it('makes other content later than what it was made from, whatever the clocks say', () => {
    assert.equal(editedAt(OTHER, 900, { digest: DIGEST, edited: 1_000 }), 1_001);
    assert.equal(editedAt(OTHER, undefined, { digest: DIGEST, edited: 1_000 }), 1_001);
    assert.equal(editedAt(OTHER, undefined, undefined), undefined);
  });
});
