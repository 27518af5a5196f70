import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { coerce } from '../lib/coerce';
import type { JsonSchema } from '../lib/schema';
import { arbitraryFor } from './support/arbitrary';
import { ROOT } from './support/component';

const PUBLISHED = join(ROOT, 'schemas', 'published');

describe('coerce', () => {
  const scalars: [type: string | string[], value: unknown, coerced: unknown][] = [
    ['string', 7522907, '7522907'],
    ['string', 0, '0'],
    ['string', -1.5, '-1.5'],
    [['string', 'null'], 5, '5'],
    ['string', true, true],
    ['string', null, null],
    ['string', '12', '12'],
    ['integer', '12', 12],
    ['integer', '-12', -12],
    ['integer', '0', 0],
    ['integer', '12.5', 12.5],
    ['number', '12.5', 12.5],
    [['integer', 'null'], '12', 12],
    ['integer', '', ''],
    ['integer', ' 12', ' 12'],
    ['integer', '12 ', '12 '],
    ['integer', 'twelve', 'twelve'],
    ['integer', '1e3', '1e3'],
    ['integer', '0x10', '0x10'],
    ['integer', '+5', '+5'],
    ['integer', '.5', '.5'],
    ['integer', 'Infinity', 'Infinity'],
    ['integer', '9007199254740993', '9007199254740993'],
    ['integer', null, null],
    ['integer', true, true],
    ['integer', 'true', 'true'],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', 'yes', 'yes'],
    ['boolean', 'TRUE', 'TRUE'],
    ['boolean', '', ''],
    ['boolean', 1, 1],
    ['boolean', 0, 0],
    ['boolean', null, null],
    [['string', 'integer'], 5, 5],
    [['string', 'integer'], '5', '5'],
    [['string', 'boolean'], 'true', 'true'],
    ['null', '', ''],
    ['null', 'null', 'null'],
    ['array', 'a,b', 'a,b'],
    ['object', '{}', '{}'],
  ];
  for (const [type, value, coerced] of scalars)
    it(`${JSON.stringify(value)} where ${[type].flat().join(' or ')} is due: ${JSON.stringify(coerced)}`, () => {
      assert.deepEqual(coerce({ type }, value), coerced);
      assert.deepEqual(coerce({ type: 'object', properties: { a: { type } } }, { a: value }), { a: coerced });
      assert.deepEqual(coerce({ type: 'array', items: { type } }, [value]), [coerced]);
    });

  it('leaves what the schema says nothing of', () => {
    assert.deepEqual(coerce({}, '12'), '12');
    assert.deepEqual(coerce({ properties: { a: {} } }, { a: '12', b: 5 }), { a: '12', b: 5 });
    assert.deepEqual(coerce({ type: 'array' }, ['12', 5]), ['12', 5]);
  });

  it('leaves a value of another type altogether', () => {
    const schema: JsonSchema = {
      properties: { list: { type: 'array', items: { type: 'string' } }, id: { type: 'string' } },
    };
    assert.deepEqual(coerce(schema, { list: 5, id: { a: 1 } }), { list: 5, id: { a: 1 } });
    assert.deepEqual(coerce(schema, { list: { a: 1 }, id: [1] }), { list: { a: 1 }, id: [1] });
  });

  it('reaches into lists of objects', () => {
    const schema: JsonSchema = {
      properties: {
        users: {
          type: 'array',
          items: { type: 'object', properties: { id: { type: 'string' }, age: { type: 'integer' } } },
        },
      },
    };
    assert.deepEqual(coerce(schema, { users: [{ id: 1, age: '30' }, { id: '2' }, null] }), {
      users: [{ id: '1', age: 30 }, { id: '2' }, null],
    });
  });

  it("reaches into a workspace's own attributes where the schema tells their type", () => {
    const schema: JsonSchema = { additionalProperties: { type: 'string' }, properties: { a: { type: 'integer' } } };
    assert.deepEqual(coerce(schema, { a: '1', b: 2 }), { a: 1, b: '2' });
    assert.deepEqual(coerce({ additionalProperties: true }, { b: 2 }), { b: 2 });
  });

  it('knows the type also where it stands in the forms of a field', () => {
    const nullable: JsonSchema = {
      anyOf: [{ type: 'object', properties: { id: { type: 'string' } } }, { type: 'null' }],
    };
    assert.deepEqual(coerce(nullable, { id: 5 }), { id: '5' });
    assert.equal(coerce(nullable, null), null);
    assert.deepEqual(coerce({ anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] }, [5]), ['5']);
    assert.equal(coerce({ oneOf: [{ type: 'integer' }, { type: 'null' }] }, '5'), 5);
    assert.equal(coerce({ anyOf: [{ type: 'integer' }, { type: 'string' }] }, '5'), '5');
  });

  it('knows the fields of forms that stand beside the flat ones', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { id: { type: 'string' } },
      allOf: [{ anyOf: [{ title: 'a', properties: { admin_id: { type: 'string' } }, required: ['admin_id'] }] }],
    };
    assert.deepEqual(coerce(schema, { id: 1, admin_id: 2 }), { id: '1', admin_id: '2' });
  });

  it('does not change what it is given', () => {
    const schema: JsonSchema = {
      properties: { a: { properties: { b: { type: 'string' } } }, c: { items: { type: 'string' } } },
    };
    const value = Object.freeze({ a: Object.freeze({ b: 1 }), c: Object.freeze([1]) });
    assert.deepEqual(coerce(schema, value), { a: { b: '1' }, c: ['1'] });
    assert.deepEqual(value, { a: { b: 1 }, c: [1] });
  });

  it('keeps fields whose names every object has', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": 5, "toString": "x"}');
    const coerced = coerce({ properties: { a: { type: 'string' } } }, value);
    assert.equal(JSON.stringify(coerced), JSON.stringify(value));
    assert.equal(Object.getPrototypeOf(coerced), Object.prototype);
  });

  describe('in every published input', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const names = readdirSync(PUBLISHED).filter((file) => file.endsWith('.in.json'));

    function leaves(value: unknown, found: unknown[] = []): unknown[] {
      if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) leaves(inner, found);
      else found.push(value);
      return found;
    }

    it('leaves what fits as it is, and makes nothing null or empty', () => {
      let fitted = 0;
      for (const name of names) {
        const schema: JsonSchema = JSON.parse(readFileSync(join(PUBLISHED, name), 'utf8'));
        const fits = ajv.compile(schema);
        fc.assert(
          fc.property(arbitraryFor(schema), (value) => {
            const coerced = coerce(schema, value);
            if (fits(value)) {
              fitted += 1;
              assert.deepEqual(coerced, value, name);
            }
            const before = leaves(value);
            for (const [index, leaf] of leaves(coerced).entries())
              if (leaf === null || leaf === '') assert.equal(before[index], leaf, name);
          }),
          { numRuns: 20 },
        );
      }
      // Else the property would hold of nothing.
      assert.ok(fitted > names.length, `${fitted} of ${names.length * 20}`);
    });
  });
});
