import { isoOf } from '../iso';
import type { Address, Contact, ContactData, Person } from '../types';
import { SEEN_AT } from './address';
import { attributesFrom, attributesInto } from './attributes';
import { categoriesOf, noneOf } from './categories';
import { contactDataOf, contactDataPaths } from './contactData';
import { fieldAttributes, type Mapping } from './mapping';
import { fullName, type NameParts, splitName } from './name';
import { relationsOf } from './relations';
import { type Told, textOf, told, withoutUndefined } from './text';

/** The plain fields of a person that a custom attribute can hold. */
export const PERSON_FIELDS = [
  ...['title', 'salutation', 'firstName', 'middleName', 'lastName', 'displayName', 'nickname', 'gender', 'birthday'],
  ...['anniversary', 'jobTitle', 'language', 'photo', 'notes', 'owner'],
];

/** The words that the model has for a gender. */
const GENDERS = ['male', 'female', 'intersexual'];

/** The fields of a contact that can be written, as a request has them; null erases. */
export interface ContactFields {
  role?: 'user' | 'lead';
  external_id?: string | null;
  email?: string | null;
  phone?: string | null;
  name?: string | null;
  /** Web address of the picture. */
  avatar?: string | null;
  owner_id?: string | null;
  language_override?: string | null;
  custom_attributes?: Record<string, unknown>;
}

/** What was read of a contact besides itself. */
export interface ContactLists {
  /** All its tags. Without them its categories are left out, since a contact shows only their ids. */
  tags?: readonly { name?: string | undefined }[];
  /** All its companies; without them its relations have ids only, of the first ten. */
  companies?: readonly { id?: string; company_id?: string; name?: string }[];
}

/** What a contact holds, in the form in which a request sets it; null where a field is empty. */
export function contactContent(contact: Contact): Required<Omit<ContactFields, 'role'>> {
  return {
    external_id: textOf(contact.external_id) ?? null,
    email: textOf(contact.email) ?? null,
    phone: textOf(contact.phone) ?? null,
    name: textOf(contact.name) ?? null,
    avatar: textOf(contact.avatar?.image_url) ?? null,
    owner_id: textOf(contact.owner_id) ?? null,
    language_override: textOf(contact.language_override) ?? null,
    custom_attributes: contact.custom_attributes ?? {},
  };
}

/**
 * What a person asks to be written. A field that the person leaves out, or leaves empty, is not in the result; null
 * erases. `current` is the contact as it is, of whose name the person may give only a part.
 */
export function contactOf(person: Person, mapping: Mapping, current: Contact = {}): ContactFields {
  const held = fieldAttributes(mapping);
  const paths = contactDataPaths(mapping);
  // What has an attribute of its own does not go into Intercom's field as well; a name does, being more than its parts.
  const native = (field: 'language' | 'photo' | 'owner'): Told => (held.has(field) ? undefined : told(person[field]));
  const photo = native('photo');
  const named = held.has('displayName') ? { ...person, displayName: undefined } : person;
  const attributes = attributesFrom(person, mapping);
  return withoutUndefined<ContactFields>({
    name: fullName(named, textOf(current.name), heldParts(current, mapping)),
    email: contactDataOf(person.contactData, ['email'], paths),
    phone: contactDataOf(person.contactData, ['phone', 'mobile'], paths),
    // Some applications put the picture itself here; Intercom takes its web address.
    avatar: photo && !/^https?:/i.test(photo) ? undefined : photo,
    owner_id: native('owner'),
    language_override: native('language'),
    custom_attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  });
}

/** A contact as a person of the model. What the model has no place for is left out; docs/masterdata.md has the table. */
export function personOf(contact: Contact, mapping: Mapping, { tags, companies }: ContactLists = {}): Person {
  const { name, email, phone, avatar, owner_id, language_override } = contactContent(contact);
  const held = attributesInto(contact.custom_attributes, mapping);
  const orNull = (value: string | null | undefined): Told => value ?? (mapping.tellEmpty ? null : undefined);
  const entry = (type: string, value: string | null) => (value !== null || mapping.tellEmpty ? [{ type, value }] : []);
  const { firstName, middleName, lastName } = nameParts(contact, mapping);
  const addresses = [...(held.address ? [held.address] : []), ...seenAt(contact)];
  const contactData = [
    ...entry('email', email),
    ...entry('phone', phone),
    ...held.contactData,
    ...socialProfiles(contact),
  ];
  const { gender, ...fields } = held.fields;
  const native = { displayName: name, language: language_override, photo: avatar, owner: owner_id };
  const elsewhere = fieldAttributes(mapping);
  const shown = Object.entries(native).filter(([field]) => !elsewhere.has(field));
  return withoutUndefined<Person>({
    ...Object.fromEntries(shown.map(([field, value]) => [field, orNull(value)])),
    ...fields,
    // After the attributes, which may hold the parts of a name that is another one by now.
    firstName: orNull(firstName),
    middleName: orNull(middleName),
    lastName: orNull(lastName),
    gender: gender && !GENDERS.includes(gender) ? undefined : gender,
    addresses: addresses.length > 0 ? addresses : undefined,
    contactData: contactData.length > 0 ? contactData : undefined,
    ...(mapping.lists !== 'none' && {
      categories: categoriesOf(tags ?? noneOf(contact.tags), mapping),
      relations: relationsOf(contact, companies, mapping),
    }),
    lastUpdate: isoOf(contact.updated_at),
  });
}

/** The parts of a contact's name: those that attributes hold, where they fit the name, else by its blanks. */
function nameParts(contact: Contact, mapping: Mapping): NameParts {
  const held = heldParts(contact, mapping);
  const name = textOf(contact.name);
  return name === undefined ? held : splitName(name, held);
}

/** The parts of a name that attributes hold. */
function heldParts({ custom_attributes }: Contact, mapping: Mapping): NameParts {
  const { firstName, middleName, lastName } = attributesInto(custom_attributes, mapping).fields;
  return { firstName: textOf(firstName), middleName: textOf(middleName), lastName: textOf(lastName) };
}

/** Where Intercom last saw the contact, as an address: by its network address, so no more than a hint. */
function seenAt({ location }: Contact): Address[] {
  const found = withoutUndefined<Address>({
    city: textOf(location?.city),
    region: textOf(location?.region),
    country: textOf(location?.country),
    countryCode: textOf(location?.country_code),
  });
  return Object.keys(found).length > 0 ? [{ ...found, label: SEEN_AT }] : [];
}

function socialProfiles({ social_profiles }: Contact): ContactData[] {
  return (social_profiles?.data ?? []).flatMap(({ name, url }) =>
    textOf(url) === undefined
      ? []
      : [withoutUndefined<ContactData>({ type: 'social media', value: textOf(url), label: textOf(name) })],
  );
}
