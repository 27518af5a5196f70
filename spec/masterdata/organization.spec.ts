import assert from 'node:assert/strict';
import fc from 'fast-check';
import { companyDigest } from '../../lib/masterdata/digest';
import { DEFAULT_MAPPING, type Mapping } from '../../lib/masterdata/mapping';
import { companyOf, organizationOf } from '../../lib/masterdata/organization';
import { mappingOf } from '../../lib/masterdata/settings';
import type { Company, Organization } from '../../lib/types';
import { changesOf } from '../../lib/upsert/changes';
import { outputValidator } from '../support/masterdataV2';

const word = fc.stringMatching(/^[A-Za-zÀ-ž0-9.-]{1,8}$/);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const ATTRIBUTES = { logo: 'logo', 'address.city': 'city', 'contactData.phone': 'phone' };
const mappings = fc
  .record({ attributes: fc.boolean(), tellEmpty: fc.boolean() })
  .map(
    ({ attributes, tellEmpty }): Mapping =>
      mappingOf({ ...(attributes && { customAttributes: ATTRIBUTES }), tellEmpty }, 'organization'),
  );

/** Organizations that Intercom can hold: a name, one website, and a text in each place that has an attribute. */
const holdable = (mapping: Mapping): fc.Arbitrary<Organization> =>
  fc
    .record({ name: word, website: maybe(fc.webUrl()), logo: maybe(word), city: maybe(word), phone: maybe(word) })
    .map(({ name, website, logo, city, phone }) => {
      const held = mapping.attributes.length > 0;
      const contactData = [
        ...(website ? [{ type: 'website', value: website }] : []),
        ...(phone && held ? [{ type: 'phone', value: phone }] : []),
      ];
      return {
        name,
        ...(logo && held && { logo }),
        ...(city && held && { addresses: [{ city, label: 'primary' }] }),
        ...(contactData.length > 0 && { contactData }),
      };
    });

const companies: fc.Arbitrary<Company> = fc.record(
  {
    name: word,
    website: fc.oneof(word, fc.constantFrom('', null)),
    custom_attributes: fc.dictionary(fc.constantFrom('logo', 'city', 'phone', 'other'), fc.oneof(word, fc.integer())),
    tags: fc.record({ tags: fc.array(fc.record({ id: word, name: word }), { maxLength: 3 }) }),
    updated_at: fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }),
  },
  { requiredKeys: ['name'] },
);

/** What a company is once a request was written to it. */
function written(company: Company, { custom_attributes, ...fields }: ReturnType<typeof companyOf>): Company {
  const attributes = Object.entries({ ...company.custom_attributes, ...custom_attributes });
  return {
    ...company,
    ...fields,
    custom_attributes: Object.fromEntries(attributes.filter(([, value]) => value !== null)),
  };
}

describe('organization and company', () => {
  it('loses nothing of an organization that Intercom can hold', () => {
    const cases = mappings.chain((mapping) => holdable(mapping).map((organization) => ({ mapping, organization })));
    fc.assert(
      fc.property(cases, ({ mapping, organization }) => {
        const silent = { ...mapping, tellEmpty: false };
        assert.deepEqual(organizationOf(written({}, companyOf(organization, silent)), silent), organization);
      }),
      { numRuns: 300 },
    );
  });

  it('writes nothing to a company from which an organization came, and gives what fits the model', () => {
    const checks = {
      told: outputValidator('organization', { tellEmpty: true }),
      plain: outputValidator('organization', { tellEmpty: false }),
    };
    fc.assert(
      fc.property(mappings, companies, (mapping, company) => {
        const organization = organizationOf(company, mapping);
        const check = mapping.tellEmpty ? checks.told : checks.plain;
        assert.ok(check(JSON.parse(JSON.stringify(organization))), JSON.stringify([check.errors, organization]));
        assert.deepEqual(changesOf({ ...company }, { ...companyOf(organization, mapping) }), {});
      }),
      { numRuns: 300 },
    );
  });

  it('asks for nothing that the organization does not say, and never for the loss of a name', () => {
    const mapping = mappingOf({ customAttributes: ATTRIBUTES }, 'organization');
    assert.deepEqual(
      companyOf({ name: '', contactData: [{ type: 'website', value: '' }], addresses: [{}] }, mapping),
      {},
    );
    assert.deepEqual(companyOf({ name: null, logo: null }, mapping), { custom_attributes: { logo: null } });
  });

  it('takes the website marked primary, else one of type website before one of type url', () => {
    const website = (...contactData: { type: string; value: string; label?: string }[]) =>
      companyOf({ contactData }, DEFAULT_MAPPING).website;
    const url = { type: 'url', value: 'https://url.example.com' };
    const site = { type: 'website', value: 'https://site.example.com' };
    assert.equal(website(url), url.value);
    assert.equal(website(url, site), site.value);
    assert.equal(
      website(site, { ...site, value: 'https://main.example.com', label: 'primary' }),
      'https://main.example.com',
    );
  });
});

describe('the digest of a company', () => {
  const company: Company = {
    name: 'Blue Sun',
    website: 'https://bluesun.example.com',
    tags: { tags: [{ name: 'A' }, { name: 'b' }] },
  };

  it('stays while what the mapping covers stays', () => {
    const digest = companyDigest(company, DEFAULT_MAPPING);
    const same: Company[] = [
      { ...company, updated_at: 5, user_count: 7, size: 3, custom_attributes: { plan: 'x' } },
      { ...company, tags: { tags: [{ name: 'B' }, { name: 'a' }] } },
    ];
    for (const one of same) assert.equal(companyDigest(one, DEFAULT_MAPPING), digest);
  });

  it('changes with what the mapping covers', () => {
    const mapping = mappingOf({ customAttributes: ATTRIBUTES }, 'organization');
    const digest = companyDigest(company, mapping);
    const others: Company[] = [
      { ...company, name: 'Red Moon' },
      { ...company, website: null },
      { ...company, tags: { tags: [{ name: 'A' }] } },
      { ...company, custom_attributes: { city: 'Cologne' } },
    ];
    for (const one of others) assert.notEqual(companyDigest(one, mapping), digest);
    const none = { ...mapping, lists: 'none' } as const;
    assert.equal(companyDigest({ ...company, tags: { tags: [] } }, none), companyDigest(company, none));
  });
});
