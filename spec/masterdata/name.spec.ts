import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fullName, joinName, splitName } from '../../lib/masterdata/name';

const parts = (firstName?: string, middleName?: string, lastName?: string) => ({ firstName, middleName, lastName });

describe('a name', () => {
  const cases: [string, ReturnType<typeof parts>][] = [
    ['Ada', parts('Ada')],
    ['Ada Lovelace', parts('Ada', undefined, 'Lovelace')],
    ['Ada King Lovelace', parts('Ada', 'King', 'Lovelace')],
    ['Johann van der Berg', parts('Johann', 'van der', 'Berg')],
    [' Ada \t Lovelace ', parts('Ada', undefined, 'Lovelace')],
    ['', parts()],
  ];
  for (const [name, expected] of cases) {
    it(`is parted: "${name}"`, () => {
      assert.deepEqual({ ...splitName(name) }, expected);
    });
  }

  it('keeps the parts that attributes hold, where they fit', () => {
    const name = 'Anna Maria von der Heide';
    assert.deepEqual(splitName(name, { lastName: 'von der Heide' }), parts('Anna', 'Maria', 'von der Heide'));
    assert.deepEqual(splitName(name, { firstName: 'Anna Maria' }), parts('Anna Maria', 'von der', 'Heide'));
    const both = { firstName: 'Anna Maria', lastName: 'von der Heide' };
    assert.deepEqual(splitName(name, both), both);
    assert.deepEqual(splitName('Curie', { lastName: 'Curie' }), { lastName: 'Curie' });
  });

  it('is parted by its blanks where the attributes are those of another name', () => {
    assert.deepEqual(
      splitName('Grace Hopper', { firstName: 'Ada', lastName: 'Lovelace' }),
      parts('Grace', undefined, 'Hopper'),
    );
    assert.deepEqual(splitName('A B', { middleName: 'x', lastName: 'A B' }), parts('A', undefined, 'B'));
    assert.deepEqual(splitName('A B C', { firstName: 'A B', lastName: 'B C' }), parts('A', 'B', 'C'));
  });

  it('is the same once it was parted and joined, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (name, firstName, lastName) => {
        const normal = name.trim().split(/\s+/).join(' ');
        assert.equal(joinName(splitName(name)) ?? '', normal);
        assert.equal(joinName(splitName(name, { firstName, lastName })) ?? '', normal);
        assert.equal(fullName({ ...splitName(name), displayName: name }, undefined) ?? '', normal);
      }),
    );
  });

  it('comes from its parts before the display name', () => {
    assert.equal(
      fullName({ firstName: 'Ada', lastName: 'Lovelace', displayName: 'countess' }, undefined),
      'Ada Lovelace',
    );
    assert.equal(fullName({ displayName: 'countess' }, undefined), 'countess');
    assert.equal(fullName({ firstName: '', lastName: ' ', displayName: 'countess' }, 'Ada'), 'countess');
  });

  it('keeps the parts that a person does not tell', () => {
    assert.equal(fullName({ lastName: 'Lovelace' }, 'Ada King Byron'), 'Ada King Lovelace');
    assert.equal(fullName({ firstName: 'Augusta' }, 'Ada King Byron'), 'Augusta King Byron');
    assert.equal(fullName({ lastName: 'Lovelace' }, 'Ada'), 'Ada Lovelace');
    assert.equal(fullName({}, 'Ada'), undefined);
    assert.equal(fullName({ firstName: '' }, 'Ada'), undefined);
  });

  it('stays as it is where it fits what is told', () => {
    assert.equal(fullName({ lastName: 'Curie' }, 'Curie'), 'Curie');
    assert.equal(fullName({ middleName: 'King' }, 'Ada King'), 'Ada King');
    assert.equal(fullName({ lastName: 'von der Heide' }, 'Anna Maria von der Heide'), 'Anna Maria von der Heide');
    assert.equal(
      fullName({ firstName: 'Anna Maria', middleName: null, lastName: 'von der Heide' }, 'Anna Maria von der Heide'),
      'Anna Maria von der Heide',
    );
  });

  it('loses what a person says to be none', () => {
    const current = 'Ada King Byron';
    assert.equal(fullName({ firstName: 'Ada', middleName: null, lastName: 'Byron' }, current), 'Ada Byron');
    assert.equal(fullName({ firstName: null, middleName: null, lastName: null }, current), null);
    assert.equal(fullName({ displayName: null }, current), null);
    const held = { firstName: 'Ada', middleName: 'King', lastName: 'Byron' };
    assert.equal(fullName({ middleName: null }, current, held), 'Ada Byron');
  });

  it('keeps words that may belong to a part of which nothing is told', () => {
    assert.equal(fullName({ middleName: null }, 'Ada King Byron'), 'Ada King Byron');
    assert.equal(fullName({ firstName: null, lastName: 'Byron' }, 'Ada Byron'), 'Ada Byron');
  });

  it('is settled once it was told, whatever it was and is', () => {
    const part = fc.constantFrom('A', 'B', 'A B', 'C', null, undefined, '');
    const name = fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 4 }).map((words) => words.join(' '));
    const person = fc.record({ firstName: part, middleName: part, lastName: part, displayName: part });
    fc.assert(
      fc.property(person, name, (one, before) => {
        const after = fullName(one, before || undefined);
        if (after === undefined) return;
        assert.equal(fullName(one, after ?? undefined), after);
      }),
      { numRuns: 2000 },
    );
  });
});
