import { isoOf } from '../iso';
import type { Company, Organization } from '../types';
import { attributesFrom, attributesInto } from './attributes';
import { categoriesOf } from './categories';
import { contactDataOf, contactDataPaths } from './contactData';
import type { Mapping } from './mapping';
import { textOf, told, withoutUndefined } from './text';

/** The plain fields of an organization that a custom attribute can hold. */
export const ORGANIZATION_FIELDS = ['logo'];

/** The fields of a company that the mapping writes, as a request has them. */
export interface CompanyFields {
  company_id?: string;
  name?: string;
  /** Empty to erase: Intercom takes any text here, and no null. */
  website?: string;
  custom_attributes?: Record<string, unknown>;
}

/** What a company holds, in the form in which a request sets it. */
export function companyContent(company: Company) {
  return {
    name: textOf(company.name) ?? null,
    website: textOf(company.website) ?? null,
    custom_attributes: company.custom_attributes ?? {},
  };
}

/**
 * What an organization asks to be written. A field that it leaves out, or leaves empty, is not in the result. A null
 * erases, but for the name, which a company must have.
 */
export function companyOf(organization: Organization, mapping: Mapping): CompanyFields {
  const website = contactDataOf(organization.contactData, ['website', 'url'], contactDataPaths(mapping));
  const attributes = attributesFrom(organization, mapping);
  return withoutUndefined<CompanyFields>({
    name: told(organization.name) ?? undefined,
    website: website === null ? '' : website,
    custom_attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  });
}

/** A company as an organization of the model. */
export function organizationOf(company: Company, mapping: Mapping): Organization {
  const { name, website } = companyContent(company);
  const held = attributesInto(company.custom_attributes, mapping);
  const contactData = [
    ...(website !== null || mapping.tellEmpty ? [{ type: 'website', value: website }] : []),
    ...held.contactData,
  ];
  return withoutUndefined<Organization>({
    name: name ?? undefined,
    ...held.fields,
    addresses: held.address ? [held.address] : undefined,
    contactData: contactData.length > 0 ? contactData : undefined,
    categories: mapping.lists === 'none' ? undefined : categoriesOf(company.tags?.tags, mapping),
    lastUpdate: isoOf(company.updated_at),
  });
}
