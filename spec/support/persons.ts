import fc from 'fast-check';
import { DEFAULT_MAPPING, type Mapping } from '../../lib/masterdata/mapping';
import { parsePath } from '../../lib/masterdata/paths';
import { type ContactFields, PERSON_FIELDS } from '../../lib/masterdata/person';
import type { Contact, ContactData, Person } from '../../lib/types';

/** A word of a name or of any other text; no blanks at its ends, since none is kept. */
export const word = fc.stringMatching(/^[A-Za-zÀ-ž'’.0-9-]{1,8}$/);
const text = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const email = word.map((name) => `${name.toLowerCase().replace(/[^a-z0-9]/g, 'x')}@example.com`);

/** Paths for which a step may name attributes; the attribute has the path's own name here. */
export const PATHS = [
  ...PERSON_FIELDS.filter((field) => !/Name$|owner/.test(field)),
  'address.street',
  'address.zipCode',
  'address.city',
  'contactData.mobile',
  'contactData.fax',
  'contactData.website',
  'contactData.social media.LinkedIn',
  'contactData.email.private',
];

export function mappingFor(paths: readonly string[], more: Partial<Mapping> = {}): Mapping {
  const attributes = paths.flatMap((path) => {
    const parsed = parsePath(path, PERSON_FIELDS);
    return parsed ? [{ path: parsed, attribute: path }] : [];
  });
  return { ...DEFAULT_MAPPING, attributes, ...more };
}

export const mappings = fc
  .record({ paths: fc.subarray(PATHS), tellEmpty: fc.boolean(), names: fc.boolean() })
  .map(({ paths, tellEmpty, names }) =>
    mappingFor([...paths, ...(names ? ['firstName', 'middleName', 'lastName'] : [])], { tellEmpty }),
  );

/** The attribute's name is its path's; whether this mapping has one for it. */
function holds({ attributes }: Mapping, path: string): boolean {
  return attributes.some(({ attribute }) => attribute === path);
}

/**
 * Persons that Intercom can hold under this mapping, which is to say: a full name, in parts that are single words but
 * for the middle one unless attributes hold the parts; one e-mail address, one telephone number, a language, the web
 * address of a picture, an owner; and a text in each place for which the step names an attribute, where the address
 * and the contact data are the only ones of their kind.
 */
export function holdable(mapping: Mapping): fc.Arbitrary<Person> {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const named = holds(mapping, 'firstName') ? partsOfAnyLength : plainParts;
  const plain = PERSON_FIELDS.filter((field) => holds(mapping, field) && !/Name$|gender|language|photo/.test(field));
  return fc
    .record({
      name: fc.oneof({ arbitrary: named, weight: 4 }, fc.constant<Person>({})),
      email: maybe(email),
      phone: maybe(fc.constant('+1 555 0100')),
      language: maybe(fc.constantFrom('de', 'en', 'pt-BR')),
      photo: maybe(fc.constant('https://example.com/ada.png')),
      owner: maybe(fc.constant('814860')),
      gender: holds(mapping, 'gender')
        ? maybe(fc.constantFrom('male', 'female', 'intersexual'))
        : fc.constant(undefined),
      fields: fc.record(Object.fromEntries(plain.map((field) => [field, text])), { requiredKeys: [] }),
      address: fc.record(
        Object.fromEntries(
          ['street', 'zipCode', 'city'].filter((name) => holds(mapping, `address.${name}`)).map((name) => [name, text]),
        ),
        { requiredKeys: [] },
      ),
      more: fc.tuple(
        ...['mobile', 'fax', 'website', 'social media.LinkedIn', 'email.private'].map((path) =>
          holds(mapping, `contactData.${path}`)
            ? maybe(text.map((value) => ({ path, value })))
            : fc.constant(undefined),
        ),
      ),
    })
    .map(({ name, email, phone, fields, address, more, ...own }) => {
      const joined = [name.firstName, name.middleName, name.lastName].filter(Boolean).join(' ');
      const contactData: ContactData[] = [
        ...(email ? [{ type: 'email', value: email }] : []),
        ...(phone ? [{ type: 'phone', value: phone }] : []),
        ...more.flatMap((entry) => {
          if (!entry) return [];
          const [type = '', label] = entry.path.split('.');
          return [{ type, value: entry.value, ...(label !== undefined && { label }) }];
        }),
      ];
      return known({
        ...name,
        ...(joined && { displayName: joined }),
        ...own,
        ...fields,
        ...(Object.keys(address).length > 0 && { addresses: [{ ...address, label: 'primary' }] }),
        ...(contactData.length > 0 && { contactData }),
      });
    });
}

/** Names that the blanks part as they were: no last name without a first, no middle name without both. */
const plainParts: fc.Arbitrary<Person> = fc.oneof(
  fc.record({ firstName: word }),
  fc.record({ firstName: word, lastName: word }),
  fc.record({ firstName: word, middleName: text, lastName: word }),
);

const partsOfAnyLength: fc.Arbitrary<Person> = fc
  .record({ firstName: text, middleName: text, lastName: text }, { requiredKeys: [] })
  .filter((parts) => Object.keys(parts).length > 0);

function known(person: Record<string, unknown>): Person {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined));
}

/** Persons of any kind: lists of several, empty texts, nulls, blanks, fields that nobody knows. */
export const anyPerson: fc.Arbitrary<Person> = fc.record(
  Object.fromEntries([
    ...[...PERSON_FIELDS, 'zodiac'].map((field) => [field, fc.oneof(text, fc.constantFrom('', ' ', null))] as const),
    ['gender', fc.constantFrom('male', 'female', '', null)],
    [
      'contactData',
      fc.oneof(
        fc.constant(null),
        fc.array(
          fc.record(
            {
              type: fc.constantFrom('email', 'phone', 'mobile', 'fax', 'website', 'social media', 'pager'),
              value: fc.oneof(text, email, fc.constantFrom('', null)),
              label: fc.constantFrom('primary', 'private', 'LinkedIn', null),
              description: fc.constantFrom('primary', ''),
            },
            { requiredKeys: ['type'] },
          ),
          { maxLength: 4 },
        ),
      ),
    ],
    [
      'addresses',
      fc.array(
        fc.record(
          {
            street: text,
            zipcode: text,
            zipCode: text,
            city: fc.oneof(text, fc.constant(null)),
            label: fc.constantFrom('primary', 'location'),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      ),
    ],
  ]),
  { requiredKeys: [] },
);

/** Contacts as Intercom may show them, custom attributes of every type included. */
export const contacts: fc.Arbitrary<Contact> = fc.record(
  {
    email: fc.option(email),
    phone: fc.option(text),
    name: fc.option(fc.oneof(text, fc.constantFrom('', ' Ada ', 'Ada  Lovelace'))),
    avatar: fc.option(fc.constant({ type: 'avatar', image_url: 'https://example.com/ada.png' })),
    owner_id: fc.constantFrom(null, '814860', 814860),
    language_override: fc.constantFrom(null, 'de', ''),
    custom_attributes: fc.dictionary(fc.constantFrom(...PATHS), fc.oneof(text, fc.integer(), fc.boolean()), {
      maxKeys: 5,
    }),
    location: fc.record({ country: fc.option(word), city: fc.option(word) }, { requiredKeys: [] }),
    tags: fc.constantFrom({ data: [], has_more: false }, { data: [{ id: '7522907' }], has_more: false }),
    companies: fc.record({
      data: fc.array(fc.record({ id: fc.constantFrom('65a0c0ffee0000000000c001', '') }), { maxLength: 2 }),
    }),
    social_profiles: fc.record({ data: fc.array(fc.record({ name: word, url: fc.webUrl() }), { maxLength: 2 }) }),
    updated_at: fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }),
  },
  { requiredKeys: [] },
);

/** What a contact is once a request was written to it, as the API's reference has it. */
export function written(contact: Contact, request: ContactFields): Contact {
  const { avatar, custom_attributes, ...fields } = request;
  const attributes = { ...contact.custom_attributes, ...(custom_attributes ?? {}) };
  return {
    ...contact,
    ...fields,
    ...(avatar !== undefined && { avatar: avatar === null ? null : { type: 'avatar', image_url: String(avatar) } }),
    custom_attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null)),
  };
}
