import { createHash } from 'node:crypto';
import { isObject } from '../intercom/answer';
import type { Company, Contact } from '../types';
import { namesOf } from './categories';
import type { Mapping } from './mapping';
import { companyContent } from './organization';
import { contactContent } from './person';
import { textOf } from './text';

/**
 * A digest of what the mapping can write of a contact, 16 characters. It tells whether the content changed since it
 * was taken; a visit, which moves `updated_at` as well, does not change it. Lists count by their ids, as far as a
 * contact shows them.
 */
export function contactDigest(contact: Contact, mapping: Mapping): string {
  const { external_id: _, custom_attributes, email, phone, ...content } = contactContent(contact);
  const idsOf = (list: { data?: readonly { id?: string }[]; total_count?: number } | null | undefined) => [
    list?.total_count ?? 0,
    ...(list?.data ?? []).map(({ id }) => id ?? '').sort(),
  ];
  return digestOf({
    ...content,
    email: email?.toLowerCase() ?? null,
    phone: digitsOf(phone) ?? null,
    attributes: attributesOf(custom_attributes, mapping),
    ...(mapping.lists !== 'none' && { tags: idsOf(contact.tags), companies: idsOf(contact.companies) }),
  });
}

/** The same of a company. */
export function companyDigest(company: Company, mapping: Mapping): string {
  const { custom_attributes, ...content } = companyContent(company);
  return digestOf({
    ...content,
    attributes: attributesOf(custom_attributes, mapping),
    ...(mapping.lists !== 'none' && {
      tags: namesOf(company.tags?.tags ?? [])
        .map((name) => name.toLowerCase())
        .sort(),
    }),
  });
}

/** A digest of these fields of a record, for a step whose mapping is its own and may cover any of them. */
export function fieldsDigest({
  custom_attributes,
  email,
  phone,
  ...fields
}: Readonly<Record<string, unknown>>): string {
  const attributes = isObject(custom_attributes) ? toldIn(custom_attributes) : {};
  return digestOf(
    toldIn({ ...fields, email: textOf(email)?.toLowerCase(), phone: digitsOf(textOf(phone)), attributes }),
  );
}

/** A telephone number is the same one however it is written, and Intercom may write it otherwise than it was sent. */
function digitsOf(phone: string | null | undefined): string | undefined {
  return phone?.replace(/\D/g, '') || phone || undefined;
}

/** The fields with a value, by name; Intercom gives some numbers as texts, and what is empty as null or not at all. */
function toldIn(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(fields).map(
    ([name, value]) => [name, isObject(value) ? value : textOf(value)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function attributesOf(values: Readonly<Record<string, unknown>>, { attributes }: Mapping): [string, string | null][] {
  const names = [...new Set(attributes.map(({ attribute }) => attribute))].sort();
  return names.map((name) => [name, textOf(values[name]) ?? null]);
}

function digestOf(content: object): string {
  const sorted = Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16);
}
