import type { Contact, Relation } from '../types';
import type { Mapping } from './mapping';
import { textOf, withoutUndefined } from './text';

/** The relation of a person to the organization that it belongs to. */
const TO_ORGANIZATION = 'PersonToOrganization';

interface Company {
  id?: string | undefined;
  company_id?: string | undefined;
  name?: string | undefined;
}

/**
 * The companies of a contact as relations: `companies` where they were read, else the ids that the contact shows.
 * Undefined for none, unless empty things are told.
 */
export function relationsOf(
  contact: Contact,
  companies: readonly Company[] | undefined,
  { tellEmpty }: Mapping,
): Relation[] | undefined {
  const list = companies ?? contact.companies?.data;
  const relations = list?.flatMap(relationTo);
  return relations && (relations.length > 0 || tellEmpty) ? relations : undefined;
}

function relationTo({ id, company_id, name }: Company): Relation[] {
  const uids = [textOf(id), textOf(company_id)].flatMap((uid) => uid ?? []);
  const title = textOf(name);
  if (uids.length === 0) return [];
  return [
    withoutUndefined<Relation>({
      type: TO_ORGANIZATION,
      label: 'Company',
      uids,
      ...(title && { partner: { name: title } }),
    }),
  ];
}

/** For each organization that a person says it belongs to the ids by which it may be known; each once. */
export function organizationsOf(relations: readonly Relation[] | null | undefined): string[][] {
  const seen = new Set<string>();
  return (relations ?? []).flatMap(({ type, uids }) => {
    const ids = (uids ?? []).flatMap((uid) => textOf(uid) ?? []);
    if (type !== TO_ORGANIZATION || ids.length === 0 || ids.some((id) => seen.has(id))) return [];
    for (const id of ids) seen.add(id);
    return [ids];
  });
}
