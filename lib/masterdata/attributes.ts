import type { Address, ContactData } from '../types';
import { addressField, primaryAddress } from './address';
import { contactDataAt, contactDataPaths } from './contactData';
import type { Mapping } from './mapping';
import { type Told, textOf, told } from './text';

/** What persons and organizations have in common. */
export interface Reachable {
  addresses?: Address[] | null;
  contactData?: ContactData[] | null;
  [field: string]: unknown;
}

/** Values of custom attributes by name. */
export type Attributes = Record<string, unknown>;

/** The values that a record gives to the attributes which the step names; none for what it does not say. */
export function attributesFrom(record: Reachable, mapping: Mapping): Record<string, string | null> {
  const paths = contactDataPaths(mapping);
  const address = primaryAddress(record.addresses);
  const values: Record<string, string | null> = {};
  for (const { path, attribute } of mapping.attributes) {
    let value: Told;
    if (path.kind === 'field') value = told(record[path.name]);
    else if (path.kind === 'address') value = addressField(address, path.name);
    else value = contactDataAt(record.contactData, path, paths);
    if (value !== undefined) values[attribute] = value;
  }
  return values;
}

/** What the attributes hold, in the model's places. `tellEmpty` puts null where one is empty. */
export interface Held {
  fields: Record<string, string | null>;
  address: Address | undefined;
  contactData: ContactData[];
}

/** Reads the attributes that the step names into the model. */
export function attributesInto(
  attributes: Attributes | null | undefined,
  { attributes: held, tellEmpty }: Mapping,
): Held {
  const found: Held = { fields: {}, address: undefined, contactData: [] };
  for (const { path, attribute } of held) {
    const value = textOf(attributes?.[attribute]) ?? (tellEmpty ? null : undefined);
    if (value === undefined) continue;
    if (path.kind === 'field') found.fields[path.name] = value;
    else if (path.kind === 'address') found.address = { ...found.address, [path.name]: value };
    else found.contactData.push({ type: path.type, value, ...(path.label !== undefined && { label: path.label }) });
  }
  if (found.address) found.address.label = 'primary';
  return found;
}
