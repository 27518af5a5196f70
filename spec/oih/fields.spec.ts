import assert from 'node:assert/strict';
import { choice, flag, optionalCount, optionalMoment, optionalText } from '../../lib/oih/fields';

/** The error names the field and not what stood in it. */
function refuses(read: () => unknown, message: RegExp, value: unknown): void {
  assert.throws(read, (error: Error) => {
    assert.equal(error.name, 'ConfigurationError');
    assert.match(error.message, message);
    if (typeof value === 'string' && value.length > 3) assert.ok(!error.message.includes(value));
    return true;
  });
}

const ABSENT: unknown[] = [undefined, null, '', ' ', '\t\n'];
const NO_TEXT: unknown[] = [true, false, {}, [], ['a'], { a: 1 }];

describe('oih/fields', () => {
  describe('optionalText', () => {
    for (const value of ABSENT)
      it(`${JSON.stringify(value)} is absent`, () => assert.equal(optionalText({ a: value }, 'a'), undefined));
    it('takes a text, without blanks around it', () => {
      assert.equal(optionalText({ a: ' eu\n' }, 'a'), 'eu');
      assert.equal(optionalText({}, 'a'), undefined);
    });
    it('takes a number that was meant as text', () => {
      assert.equal(optionalText({ apiVersion: 2.8 }, 'apiVersion'), '2.8');
      assert.equal(optionalText({ a: 0 }, 'a'), '0');
    });
    for (const value of NO_TEXT)
      it(`refuses ${typeof value} ${JSON.stringify(value)}`, () =>
        refuses(() => optionalText({ region: value }, 'region'), /^region must be a text\.$/, value));
  });

  describe('flag', () => {
    for (const value of ABSENT)
      it(`${JSON.stringify(value)} is no`, () => assert.equal(flag({ a: value }, 'a'), false));
    it('takes yes and no, and both as text', () => {
      for (const value of [true, 'true', ' true ']) assert.equal(flag({ a: value }, 'a'), true);
      for (const value of [false, 'false']) assert.equal(flag({ a: value }, 'a'), false);
    });
    for (const value of ['yes', 'TRUE', 1, {}])
      it(`refuses ${JSON.stringify(value)}`, () =>
        refuses(() => flag({ unarchive: value }, 'unarchive'), /^unarchive must be /, value));
  });

  describe('optionalCount', () => {
    for (const value of ABSENT)
      it(`${JSON.stringify(value)} is absent`, () => assert.equal(optionalCount({ a: value }, 'a', 0), undefined));
    it('takes a number and a number as text', () => {
      assert.equal(optionalCount({ a: 25 }, 'a', 1), 25);
      assert.equal(optionalCount({ a: ' 25 ' }, 'a', 1), 25);
      assert.equal(optionalCount({ a: '0' }, 'a', 0), 0);
      assert.equal(optionalCount({ a: '1' }, 'a', 1), 1);
    });
    for (const value of [0, '0', -1, '-5', 1.5, '1.5', 'many', '10 records', 1e20, 'Infinity'])
      it(`refuses ${JSON.stringify(value)}`, () =>
        refuses(
          () => optionalCount({ maxItems: value }, 'maxItems', 1),
          /^maxItems must be a whole number, 1 or more\.$/,
          value,
        ));
  });

  describe('choice', () => {
    const read = (value: unknown) => choice({ output: value }, 'output', ['page', 'items', 'all']);
    for (const value of ABSENT) it(`${JSON.stringify(value)} is the first`, () => assert.equal(read(value), 'page'));
    it('takes each of them', () => {
      for (const word of ['page', 'items', 'all']) assert.equal(read(word), word);
      assert.equal(read(' all '), 'all');
    });
    for (const value of ['pages', 'ALL', 5, 'toString'])
      it(`refuses ${JSON.stringify(value)}`, () =>
        refuses(() => read(value), /^output must be one of page, items, all\.$/, value));
  });

  describe('optionalMoment', () => {
    const read = (value: unknown) => optionalMoment({ startFrom: value }, 'startFrom');
    /** 2026-01-31T09:00:00Z */
    const NINE = 1_769_850_000;
    const DAY_BEGINS = NINE - 9 * 3_600;
    const moments: [unknown, number][] = [
      ['2026-01-31', DAY_BEGINS],
      ['2026-01-31T09:00', NINE],
      ['2026-01-31T09:00:00', NINE],
      ['2026-01-31T09:00:00.999', NINE],
      ['2026-01-31 09:00:00', NINE],
      ['2026-01-31 09:00', NINE],
      ['2026-01-31T09:00:00Z', NINE],
      ['2026-01-31T09:00:00.500Z', NINE],
      ['2026-01-31T10:00:00+01:00', NINE],
      ['2026-01-31T04:00:00-05:00', NINE],
      [NINE, NINE],
      [String(NINE), NINE],
      [NINE * 1_000 + 999, NINE],
      [String(NINE * 1_000), NINE],
      [' 2026-01-31 ', DAY_BEGINS],
      ['0', 0],
    ];
    const zone = process.env.TZ;
    for (const TZ of ['UTC', 'Pacific/Auckland', 'America/New_York']) {
      describe(`where the container's zone is ${TZ}`, () => {
        before(() => {
          process.env.TZ = TZ;
        });
        after(() => {
          if (zone === undefined) delete process.env.TZ;
          else process.env.TZ = zone;
        });
        for (const [value, seconds] of moments)
          it(`reads ${JSON.stringify(value)}`, () => assert.equal(read(value), seconds));
      });
    }
    for (const value of ABSENT) it(`${JSON.stringify(value)} is absent`, () => assert.equal(read(value), undefined));
    for (const value of [
      'yesterday',
      '31.01.2026',
      '01/31/2026',
      '2026-13-01',
      '2026-01-31T25:00:00Z',
      '-5',
      '2026-01-31x',
      '20260131',
      '2026-02-31',
      '12345678901234567',
    ])
      it(`refuses ${JSON.stringify(value)}`, () =>
        refuses(() => read(value), /^startFrom must be a date such as /, value));
  });
});
