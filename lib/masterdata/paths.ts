/** A place in a person or an organization that a custom attribute can hold. */
export type ModelPath =
  | { kind: 'field'; name: string }
  /** A field of the address that counts. */
  | { kind: 'address'; name: string }
  /** The value of contact data of a type, and of a label where one is named. */
  | { kind: 'contactData'; type: string; label?: string };

const ADDRESS_FIELDS = [
  'street',
  'streetNumber',
  'unit',
  'zipCode',
  'city',
  'district',
  'region',
  'country',
  'countryCode',
  'primaryContact',
];

/**
 * Reads a path as the step's `customAttributes` names it: a field (`jobTitle`), `address.city`,
 * `contactData.mobile`, or with a label `contactData.social media.LinkedIn`. Undefined for a place that the model,
 * whose plain fields are `fields`, does not have.
 */
export function parsePath(path: string, fields: readonly string[]): ModelPath | undefined {
  if (fields.includes(path)) return { kind: 'field', name: path };
  const [, kind, name = '', label] = /^(address|contactData)\.([^.]+)(?:\.(.+))?$/.exec(path) ?? [];
  if (kind === 'address' && label === undefined && ADDRESS_FIELDS.includes(name)) return { kind, name };
  if (kind === 'contactData') return { kind, type: name, ...(label !== undefined && { label }) };
  return undefined;
}

/** How a path may look, for messages and forms. */
export function pathsOf(fields: readonly string[]): string {
  return [...fields, ...ADDRESS_FIELDS.map((name) => `address.${name}`), 'contactData.<type>[.<label>]'].join(', ');
}
