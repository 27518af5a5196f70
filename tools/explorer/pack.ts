import { createHash } from 'node:crypto';
import { type Packed, reference } from './page/catalogue';

/** A shorter object is not worth a reference. Characters of JSON. */
const WORTH = 80;

/**
 * Takes out the objects that stand in several places, such as the fields of a search or a contact's inputs. A shared
 * object's key follows from what it says, so that a new one moves no other.
 */
export function pack(details: Record<string, object>): Packed {
  const counts = new Map<string, number>();
  // A function's details themselves stay where they are, so only what is inside them counts.
  for (const one of Object.values(details)) for (const inner of Object.values(one)) count(inner, counts);
  const shared = new Map<string, unknown>();
  const packed = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, children(value, counts, shared)]),
  );
  const sorted = [...shared].sort(([a], [b]) => (a < b ? -1 : 1));
  return { shared: Object.fromEntries(sorted), details: packed };
}

function count(value: unknown, counts: Map<string, number>): void {
  if (value === null || typeof value !== 'object') return;
  const text = JSON.stringify(value);
  const before = counts.get(text) ?? 0;
  counts.set(text, before + 1);
  // What is inside a repeated object goes along with it.
  if (before === 0) for (const inner of Object.values(value)) count(inner, counts);
}

function replaced(value: unknown, counts: Map<string, number>, shared: Map<string, unknown>): unknown {
  if (value === null || typeof value !== 'object') return value;
  const text = JSON.stringify(value);
  if (Array.isArray(value) || text.length < WORTH || (counts.get(text) ?? 0) < 2)
    return children(value, counts, shared);
  const key = createHash('sha256').update(text).digest('hex').slice(0, 8);
  if (!shared.has(key)) shared.set(key, children(value, counts, shared));
  return reference(key);
}

function children(value: object, counts: Map<string, number>, shared: Map<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, counts, shared));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, counts, shared)]));
}
