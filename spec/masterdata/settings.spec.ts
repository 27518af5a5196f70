import assert from 'node:assert/strict';
import { ConfigurationError } from '../../lib/intercom/errors';
import { mappingFields, mappingOf } from '../../lib/masterdata/settings';

describe('how a step maps', () => {
  it('is nothing but the defaults where the step says nothing', () => {
    assert.deepEqual(mappingOf({}, 'person'), { attributes: [], tellEmpty: false, lists: 'add' });
    assert.deepEqual(mappingOf({ customAttributes: '', tellEmpty: 'false' }, 'person').attributes, []);
  });

  it('takes attributes as JSON or as an object', () => {
    const map = { jobTitle: 'job_title', 'address.city': ' city ', 'contactData.social media.LinkedIn': 'linkedin' };
    const expected = [
      { path: { kind: 'field', name: 'jobTitle' }, attribute: 'job_title' },
      { path: { kind: 'address', name: 'city' }, attribute: 'city' },
      { path: { kind: 'contactData', type: 'social media', label: 'LinkedIn' }, attribute: 'linkedin' },
    ];
    assert.deepEqual(mappingOf({ customAttributes: map }, 'person').attributes, expected);
    assert.deepEqual(mappingOf({ customAttributes: JSON.stringify(map) }, 'person').attributes, expected);
  });

  const refused: [string, unknown, RegExp][] = [
    ['what is no JSON', '{jobTitle}', /^customAttributes must be a JSON object such as \{"jobTitle"/],
    ['a list', ['jobTitle'], /^customAttributes must be a JSON object/],
    ['a place that the model lacks', { shoeSize: 'x' }, /shoeSize is no path in the model\. Paths are title, /],
    ['a place that an address lacks', { 'address.planet': 'x' }, /address\.planet is no path/],
    ['a place without an attribute', { jobTitle: '' }, /jobTitle needs the name of an attribute/],
    ['an attribute that is no text', { jobTitle: 5 }, /jobTitle needs the name of an attribute/],
    [
      'one attribute for two places',
      { jobTitle: 'x', notes: 'x' },
      /two paths have the same attribute, the second is notes/,
    ],
  ];
  for (const [what, customAttributes, says] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => mappingOf({ customAttributes }, 'person'),
        (error: Error) => error instanceof ConfigurationError && says.test(error.message),
      );
    });
  }

  it('knows fewer places in an organization', () => {
    assert.throws(() => mappingOf({ customAttributes: { jobTitle: 'x' } }, 'organization'), /jobTitle is no path/);
    assert.equal(mappingOf({ customAttributes: { logo: 'logo' } }, 'organization').attributes.length, 1);
  });

  it('refuses what is no choice', () => {
    assert.throws(() => mappingOf({ lists: 'merge' }, 'person'), /lists must be one of add, replace, none/);
    assert.throws(() => mappingOf({ tellEmpty: 'maybe' }, 'person'), ConfigurationError);
  });

  it('gives forms an example that it takes itself', () => {
    for (const model of ['person', 'organization'] as const) {
      const { placeholder } = mappingFields(model).customAttributes ?? {};
      assert.ok(mappingOf({ customAttributes: placeholder }, model).attributes.length > 1);
    }
  });
});
