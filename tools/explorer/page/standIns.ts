import type { Known } from './protocol';
import { isObject } from './schema';

/** Where a list goes on: a sandbox knows its own places only. */
const CURSORS = ['starting_after', 'cursor', 'scroll_param'];
/** The types under which an `id` is a contact's. */
const CONTACT_TYPES: readonly unknown[] = ['contact', 'user', 'lead'];

/** An example's data for the sandbox: it names records that no sandbox has, so others of the same kind stand in for them. */
export function standIns(data: unknown, known: Known): unknown {
  if (Array.isArray(data)) return data.map((item) => standIns(item, known));
  if (!isObject(data)) return data;
  const isContact = CONTACT_TYPES.includes(data.type);
  return Object.fromEntries(
    Object.entries(data).flatMap(([field, value]) => {
      if (CURSORS.includes(field)) return [];
      if (value !== null && typeof value === 'object') return [[field, standIns(value, known)]];
      const found = known[field === 'id' && isContact ? 'contact_id' : field] ?? [];
      const isThere = found.some((one) => one.value === String(value));
      const instead = isThere ? value : (found[0]?.value ?? value);
      return [[field, typeof value === 'number' ? Number(instead) : instead]];
    }),
  );
}
