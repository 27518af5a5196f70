import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contactDigest } from '../../lib/masterdata/digest';
import type { Mapping } from '../../lib/masterdata/mapping';
import { type ContactLists, contactOf, personOf } from '../../lib/masterdata/person';
import type { Contact, Person } from '../../lib/types';
import { changesOf } from '../../lib/upsert/changes';
import { outputValidator } from '../support/masterdataV2';
import { anyPerson, contacts, holdable, mappingFor, mappings, PATHS, written } from '../support/persons';

const RUNS = { numRuns: 500 };

/** What of the person would be written to the contact. */
const request = (person: Person, mapping: Mapping, contact: Contact) =>
  changesOf({ ...contact }, { ...contactOf(person, mapping, contact) });

describe('person and contact', () => {
  it('loses nothing of a person that Intercom can hold', () => {
    const cases = mappings.chain((mapping) =>
      holdable(mapping).map((person) => ({ mapping: { ...mapping, tellEmpty: false }, person })),
    );
    fc.assert(
      fc.property(cases, ({ mapping, person }) => {
        assert.deepEqual(personOf(written({}, contactOf(person, mapping)), mapping), person);
      }),
      RUNS,
    );
  });

  it('loses nothing more the second time, of any person', () => {
    fc.assert(
      fc.property(mappings, anyPerson, (mapping, person) => {
        const once = personOf(written({}, contactOf(person, mapping)), mapping);
        assert.deepEqual(personOf(written({}, contactOf(once, mapping)), mapping), once);
      }),
      RUNS,
    );
  });

  it('writes nothing to a contact from which a person came, of any contact', () => {
    fc.assert(
      fc.property(fc.subarray(PATHS), fc.boolean(), contacts, (paths, tellEmpty, contact) => {
        const mapping = mappingFor(paths, { tellEmpty });
        assert.deepEqual(request(personOf(contact, mapping), mapping, contact), {});
      }),
      RUNS,
    );
  });

  it('writes a person once: then nothing differs, and the digest is the same', () => {
    fc.assert(
      fc.property(mappings, anyPerson, contacts, (mapping, person, contact) => {
        const first = written(contact, contactOf(person, mapping, contact));
        assert.deepEqual(request(person, mapping, first), {});
        const again = written(first, contactOf(person, mapping, first));
        assert.equal(contactDigest(again, mapping), contactDigest(first, mapping));
      }),
      RUNS,
    );
  });

  it('asks for nothing that the person does not say', () => {
    fc.assert(
      fc.property(
        mappings,
        fc.dictionary(fc.string(), fc.constantFrom('', ' ', undefined)),
        contacts,
        (mapping, person, contact) => {
          assert.deepEqual(contactOf(person, mapping, contact), {});
          assert.deepEqual(contactOf({ contactData: [], addresses: [], ...person }, mapping, contact), {});
        },
      ),
      RUNS,
    );
  });

  it('gives persons of the master data model V2, and nothing else', () => {
    const checks = {
      told: outputValidator('person', { tellEmpty: true }),
      plain: outputValidator('person', { tellEmpty: false }),
    };
    fc.assert(
      fc.property(mappings, contacts, listsRead, (mapping, contact, lists) => {
        const check = mapping.tellEmpty ? checks.told : checks.plain;
        const person = JSON.parse(JSON.stringify(personOf(contact, mapping, lists)));
        assert.ok(check(person), JSON.stringify([check.errors, person]));
        if (!mapping.tellEmpty) assert.ok(!/null|""/.test(JSON.stringify(person)));
      }),
      RUNS,
    );
  });
});

/** Tags and companies as they are read for a contact, or as it shows them itself. */
const listsRead: fc.Arbitrary<ContactLists> = fc.record(
  {
    tags: fc.array(fc.record({ name: fc.constantFrom('vip', 'VIP', 'gold', '', undefined) }), { maxLength: 3 }),
    companies: fc.array(
      fc.record(
        {
          id: fc.constantFrom('65a0c0ffee0000000000c001', '65a0c0ffee0000000000c002'),
          company_id: fc.constantFrom('org-1', ''),
          name: fc.constantFrom('Blue Sun', ''),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);
