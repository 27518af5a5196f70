import assert from 'node:assert/strict';
import { and, type Filter, type FilterGroup, isQuery, type Query } from '../../lib/intercom/search';

const since: Filter = { field: 'updated_at', operator: '>', value: '1767225600' };
const role: Filter = { field: 'role', operator: '=', value: 'user' };
const group = (operator: 'AND' | 'OR', ...value: (Filter | FilterGroup)[]): FilterGroup => ({ operator, value });
const many = (count: number): Filter[] => Array(count).fill(role);

describe('intercom/search', () => {
  describe('and', () => {
    it('is the filter alone where there is nothing else', () => {
      assert.deepEqual(and(since, undefined), since);
    });

    it('joins two filters', () => {
      assert.deepEqual(and(since, role), { operator: 'AND', value: [since, role] });
    });

    it('joins an AND instead of nesting it', () => {
      assert.deepEqual(and(since, group('AND', role, role)), { operator: 'AND', value: [since, role, role] });
    });

    it('nests an OR', () => {
      const either = group('OR', role, role);
      assert.deepEqual(and(since, either), { operator: 'AND', value: [since, either] });
    });

    it('stays within two levels', () => {
      const deep = group('AND', role, group('OR', role, role));
      assert.deepEqual(and(since, deep), { operator: 'AND', value: [since, ...deep.value] });
      assert.throws(() => and(since, group('OR', role, group('AND', role, role))), {
        name: 'ConfigurationError',
        message: /^filter, .*nested too deeply/,
      });
      assert.throws(() => and(since, group('AND', group('OR', group('AND', role)))), /nested too deeply/);
    });

    it('stays within fifteen conditions', () => {
      assert.equal((and(since, group('AND', ...many(14))) as FilterGroup).value.length, 15);
      assert.equal((and(since, group('OR', ...many(15))) as FilterGroup).value.length, 2);
      assert.throws(() => and(since, group('AND', ...many(15))), {
        name: 'ConfigurationError',
        message: /^filter, .*too many conditions, Intercom takes 15/,
      });
    });

    it('takes a list of values for no group', () => {
      const oneOf: Filter = { field: 'role', operator: 'IN', value: ['user', 'lead'] };
      assert.deepEqual(and(since, oneOf), { operator: 'AND', value: [since, oneOf] });
    });

    it('does not change what it is given', () => {
      const extra: Query = Object.freeze(group('AND', role));
      Object.freeze(extra.value);
      and(Object.freeze({ ...since }), extra);
    });
  });

  describe('isQuery', () => {
    const yes: unknown[] = [
      role,
      { field: 'name', operator: '=', value: null },
      { field: 'role', operator: 'IN', value: ['user'] },
      group('AND', role, group('OR', role)),
      group('OR'),
    ];
    const no: unknown[] = [
      undefined,
      null,
      'role = user',
      5,
      [],
      [role],
      {},
      { operator: '=' },
      { field: 'role', value: 'user' },
      { field: 'role', operator: '=' },
      { field: 5, operator: '=', value: 'user' },
      { operator: 'AND' },
      { operator: 'AND', value: role },
      { operator: 'AND', value: [role, 'user'] },
      { operator: 'OR', value: [{ operator: 'AND', value: [{}] }] },
    ];
    for (const value of yes) it(`knows ${JSON.stringify(value)}`, () => assert.equal(isQuery(value), true));
    for (const value of no) it(`refuses ${JSON.stringify(value)}`, () => assert.equal(isQuery(value), false));
  });
});
