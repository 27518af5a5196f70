import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readState } from '../../lib/polling/state';

const WHOLE = { v: 1, from: 100, watermark: 200, seen: { a: '150', b: '190 x3Jk9aQ0' } };

describe('state', () => {
  it('reads what was stored', () => {
    assert.deepEqual(readState(WHOLE), { state: WHOLE });
    assert.deepEqual(readState(JSON.parse(JSON.stringify(WHOLE))), { state: WHOLE });
  });

  it('mends what does not touch the watermark, and says so', () => {
    const mended: [unknown, object][] = [
      [{ watermark: 200 }, { v: 1, from: 0, watermark: 200, seen: {} }],
      [
        { ...WHOLE, seen: 'rubbish' },
        { ...WHOLE, seen: {} },
      ],
      [
        { ...WHOLE, seen: { a: '150', b: null, c: { d: 1 }, e: 'soon' } },
        { ...WHOLE, seen: { a: '150' } },
      ],
      [
        { ...WHOLE, from: 'yesterday' },
        { ...WHOLE, from: 0 },
      ],
    ];
    for (const [snapshot, state] of mended) {
      const read = readState(snapshot);
      assert.deepEqual(read.state, state);
      assert.match(read.repaired ?? '', /could not be read/);
    }
  });

  it('refuses a state whose watermark cannot be trusted', () => {
    for (const rubbish of [
      { watermark: 'x' },
      { lastUpdated: '2026-01-01' },
      [],
      'text',
      7,
      { watermark: -1 },
      { watermark: 1.5 },
      { watermark: Number.MAX_SAFE_INTEGER },
      ...['1', '2', 0, -1, 1.5, true, {}].map((v) => ({ ...WHOLE, v })),
    ]) {
      assert.throws(() => readState(rubbish), /was not written by this trigger.*Delete the step's snapshot/);
    }
  });

  it('tells a newer version by its number, whatever else it holds', () => {
    for (const newer of [
      { ...WHOLE, v: 2 },
      { v: 3, place: 'elsewhere' },
    ]) {
      assert.throws(() => readState(newer), /newer version of this component/);
    }
  });

  it('never throws anything but its own words', () => {
    fc.assert(
      fc.property(fc.anything(), (snapshot) => {
        try {
          readState(snapshot);
        } catch (error) {
          assert.equal(error instanceof Error && error.name, 'ConfigurationError');
        }
      }),
    );
  });
});
