import type { Address } from '../types';
import { type Told, told } from './text';

/** The label of the address that says where Intercom last saw a contact. It is read from Intercom, never written. */
export const SEEN_AT = 'location';

/** The address that counts: the one marked primary, else the first. */
export function primaryAddress(addresses: readonly Address[] | null | undefined): Address | undefined {
  const written = (addresses ?? []).filter(({ label }) => label !== SEEN_AT);
  return written.find(({ label }) => label === 'primary') ?? written[0];
}

/** A field of an address; the postal code also by the name that older adapters give it. */
export function addressField(address: Address | undefined, name: string): Told {
  const said = told(address?.[name]);
  return said === undefined && name === 'zipCode' ? told(address?.zipcode) : said;
}
