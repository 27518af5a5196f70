import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pack } from '../../../tools/explorer/pack';
import { unpack } from '../../../tools/explorer/page/catalogue';

const long = (text: string) => ({ description: text.repeat(100) });

describe("the explorer's details", () => {
  it('say once what several functions have in common, and name it by what it says', () => {
    const { shared, details } = pack({ one: { a: long('x'), b: 1 }, two: { c: [long('x')] }, three: long('y') });
    const [key = ''] = Object.keys(shared);
    assert.deepEqual(shared, { [key]: long('x') });
    assert.deepEqual(details, { one: { a: { $: key }, b: 1 }, two: { c: [{ $: key }] }, three: long('y') });
    const other = pack({ four: { d: long('z'), e: long('z') }, one: { a: long('x') }, two: { a: long('x') } });
    assert.ok(Object.hasOwn(other.shared, key));
  });

  it('come back as they were', () => {
    const inner = fc.record({
      title: fc.constantFrom('t'.repeat(90), 'u'.repeat(90)),
      of: fc.constantFrom(1, [2], {}),
    });
    const detail = fc.dictionary(fc.string(), fc.oneof(inner, fc.array(fc.record({ in: inner })), fc.jsonValue()), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), detail, { noNullPrototype: true }), (all) => {
        const wanted: unknown = JSON.parse(JSON.stringify(all));
        const { shared, details } = JSON.parse(JSON.stringify(pack(all)));
        fc.pre(!JSON.stringify(all).includes('"$":'));
        const back = Object.fromEntries(Object.entries(details).map(([name, one]) => [name, unpack(one, shared)]));
        assert.deepEqual(back, wanted);
      }),
    );
  });
});
