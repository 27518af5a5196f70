import assert from 'node:assert/strict';
import { contactDigest } from '../../lib/masterdata/digest';
import { DEFAULT_MAPPING } from '../../lib/masterdata/mapping';
import { contactOf, personOf } from '../../lib/masterdata/person';
import { organizationsOf } from '../../lib/masterdata/relations';
import type { Contact, ContactData } from '../../lib/types';
import { fixtures } from '../support/fixtures';
import { modelValidator } from '../support/models';
import { mappingFor } from '../support/persons';

const email = (value: string | null, more: object = {}): ContactData => ({ type: 'email', value, ...more });

describe('contact data of a person', () => {
  const emailOf = (...contactData: ContactData[]) => contactOf({ contactData }, DEFAULT_MAPPING).email;

  it('gives the e-mail address that is marked primary, else the first', () => {
    assert.equal(emailOf(email('a@example.com'), email('b@example.com')), 'a@example.com');
    assert.equal(emailOf(email('a@example.com'), email('b@example.com', { label: 'primary' })), 'b@example.com');
    assert.equal(emailOf(email('a@example.com'), email('b@example.com', { description: 'primary' })), 'b@example.com');
    assert.equal(emailOf(email(''), email('b@example.com')), 'b@example.com');
    assert.equal(emailOf(email(' a@example.com ')), 'a@example.com');
  });

  it('erases with null only where no other address is there', () => {
    assert.equal(emailOf(email(null)), null);
    assert.equal(emailOf(email(null), email('b@example.com')), 'b@example.com');
    assert.equal(emailOf(email('')), undefined);
  });

  it('erases nothing with null in place of the whole list, as rule 2 of docs/masterdata.md says', () => {
    const mapping = mappingFor(['address.city', 'contactData.fax']);
    for (const none of [null, []]) assert.deepEqual(contactOf({ contactData: none, addresses: none }, mapping), {});
    const addresses = [{ city: null, label: 'primary' }];
    const contactData = [{ type: 'fax', value: null }, email(null)];
    assert.deepEqual(contactOf({ contactData, addresses }, mapping), {
      email: null,
      custom_attributes: { 'address.city': null, 'contactData.fax': null },
    });
  });

  it('gives a telephone number before a mobile one, unless that has an attribute', () => {
    const contactData = [{ type: 'mobile', value: '+1 555 0101' }];
    const both = [...contactData, { type: 'phone', value: '+1 555 0100' }];
    assert.equal(contactOf({ contactData }, DEFAULT_MAPPING).phone, '+1 555 0101');
    assert.equal(contactOf({ contactData: both }, DEFAULT_MAPPING).phone, '+1 555 0100');
    assert.deepEqual(contactOf({ contactData }, mappingFor(['contactData.mobile'])), {
      custom_attributes: { 'contactData.mobile': '+1 555 0101' },
    });
  });

  it('goes to the attribute that names its label before the one that does not', () => {
    const mapping = mappingFor(['contactData.email.private']);
    const contactData = [email('home@example.com', { label: 'private' }), email('work@example.com')];
    assert.deepEqual(contactOf({ contactData }, mapping), {
      email: 'work@example.com',
      custom_attributes: { 'contactData.email.private': 'home@example.com' },
    });
  });
});

describe('what Intercom shows of a contact and does not let one write', () => {
  const contact: Contact = {
    location: { type: 'location', country: 'Germany', city: 'Cologne', region: null, country_code: 'DEU' },
    social_profiles: {
      type: 'list',
      data: [{ type: 'social_profile', name: 'LinkedIn', url: 'https://example.com/ana' }],
    },
  };

  it('comes out as an address and contact data, and is not sent back', () => {
    const person = personOf(contact, DEFAULT_MAPPING);
    assert.deepEqual(person.addresses, [
      { city: 'Cologne', country: 'Germany', countryCode: 'DEU', label: 'location' },
    ]);
    assert.deepEqual(person.contactData, [
      { type: 'social media', value: 'https://example.com/ana', label: 'LinkedIn' },
    ]);
    assert.deepEqual(contactOf(person, mappingFor(['address.city'])), {});
  });

  it('stands behind the address that attributes hold', () => {
    const person = personOf(
      { ...contact, custom_attributes: { 'address.city': 'Bonn' } },
      mappingFor(['address.city']),
    );
    assert.deepEqual(
      person.addresses?.map(({ city, label }) => [city, label]),
      [
        ['Bonn', 'primary'],
        ['Cologne', 'location'],
      ],
    );
  });
});

describe('fields with an attribute', () => {
  it('do not go into the field of Intercom as well', () => {
    const mapping = mappingFor(['language', 'photo']);
    assert.deepEqual(contactOf({ language: 'German', photo: 'data:image/png;base64,AA' }, mapping), {
      custom_attributes: { language: 'German', photo: 'data:image/png;base64,AA' },
    });
    const shown = personOf({ language_override: 'de', custom_attributes: { language: 'German' } }, mapping);
    assert.equal(shown.language, 'German');
    assert.equal('photo' in shown, false);
  });

  it('read the postal code by either name', () => {
    const mapping = mappingFor(['address.zipCode']);
    for (const address of [{ zipCode: '50667' }, { zipcode: '50667' }]) {
      assert.deepEqual(contactOf({ addresses: [address] }, mapping).custom_attributes, { 'address.zipCode': '50667' });
    }
  });

  it('take no picture but by its web address', () => {
    assert.deepEqual(contactOf({ photo: 'iVBORw0KGgo=' }, DEFAULT_MAPPING), {});
    assert.deepEqual(contactOf({ photo: null }, DEFAULT_MAPPING), { avatar: null });
  });

  it('keep a gender for which the model has no word to themselves', () => {
    const mapping = mappingFor(['gender']);
    assert.equal(personOf({ custom_attributes: { gender: 'f' } }, mapping).gender, undefined);
    assert.equal(personOf({ custom_attributes: { gender: 'female' } }, mapping).gender, 'female');
  });
});

describe('lists of a contact', () => {
  const tagged: Contact = {
    tags: { type: 'list', data: [{ id: 't1' }] },
    companies: { type: 'list', data: [{ id: 'c1' }] },
  };

  it('come out as far as they are known', () => {
    const known = { tags: [{ name: 'VIP' }], companies: [{ id: 'c1', company_id: 'org-1', name: 'Blue Sun' }] };
    const relation = { type: 'PersonToOrganization', label: 'Company' };
    assert.deepEqual(personOf(tagged, DEFAULT_MAPPING), { relations: [{ ...relation, uids: ['c1'] }] });
    assert.deepEqual(personOf(tagged, DEFAULT_MAPPING, known), {
      categories: [{ name: 'VIP' }],
      relations: [{ ...relation, uids: ['c1', 'org-1'], partner: { name: 'Blue Sun' } }],
    });
    assert.deepEqual(personOf(tagged, { ...DEFAULT_MAPPING, lists: 'none' }, known), {});
  });

  it('count in the digest, unless the step leaves them alone', () => {
    const none = { ...DEFAULT_MAPPING, lists: 'none' } as const;
    assert.notEqual(contactDigest(tagged, DEFAULT_MAPPING), contactDigest({}, DEFAULT_MAPPING));
    assert.equal(contactDigest(tagged, none), contactDigest({}, none));
  });

  it('count in the digest by what is in them, in whatever order', () => {
    const inOrder = (...ids: string[]): Contact => ({
      tags: { data: ids.map((id) => ({ id })), total_count: ids.length },
    });
    const digest = contactDigest(inOrder('t1', 't2'), DEFAULT_MAPPING);
    assert.equal(contactDigest(inOrder('t2', 't1'), DEFAULT_MAPPING), digest);
    assert.notEqual(contactDigest(inOrder('t1', 't3'), DEFAULT_MAPPING), digest);
  });

  it('are read from relations, each organization once', () => {
    const relation = (uids: string[] | null, type = 'PersonToOrganization') => ({ type, uids });
    assert.deepEqual(
      organizationsOf([
        relation(['a', 'b']),
        relation(['b']),
        relation(['c']),
        relation([]),
        relation(null),
        relation(['d'], 'PersonToPerson'),
      ]),
      [['a', 'b'], ['c']],
    );
    assert.deepEqual(organizationsOf(null), []);
  });
});

describe('the digest of a contact', () => {
  it('stays with a visit and with an e-mail address in capitals, and changes with each field that is mapped', () => {
    const contact: Contact = { email: 'ana@example.com', name: 'Ana' };
    const digest = contactDigest(contact, DEFAULT_MAPPING);
    const same: Contact[] = [
      { ...contact, updated_at: 5, last_seen_at: 5, location: { city: 'Bonn' }, custom_attributes: { plan: 'x' } },
      { ...contact, email: 'Ana@Example.com', phone: null, external_id: 'crm-1' },
    ];
    for (const one of same) assert.equal(contactDigest(one, DEFAULT_MAPPING), digest);
    const others: Contact[] = [
      { phone: '1' },
      { name: 'A' },
      { language_override: 'de' },
      { owner_id: '1' },
      { avatar: { image_url: 'x' } },
    ];
    for (const one of others) assert.notEqual(contactDigest({ ...contact, ...one }, DEFAULT_MAPPING), digest);
    const mapping = mappingFor(['jobTitle']);
    assert.notEqual(contactDigest({ custom_attributes: { jobTitle: 'CEO' } }, mapping), contactDigest({}, mapping));
  });
});

describe('what the actions of master data emit', () => {
  const models = {
    upsertPerson: 'person',
    upsertOrganization: 'organization',
    deletePerson: 'deletionOutcome',
    deleteOrganization: 'deletionOutcome',
  };
  for (const [name, model] of Object.entries(models)) {
    it(`fits the model: ${name}`, () => {
      const check = modelValidator(model);
      const mapped = (fixtures().get(name) ?? []).filter(({ fields }) => !fields?.skipTransformation);
      const emitted = mapped.flatMap((fixture) => fixture.emitted ?? []);
      assert.ok(emitted.length > 3);
      for (const { data } of emitted) assert.ok(check(data), JSON.stringify(check.errors));
    });
  }
});
