import { createHash } from 'node:crypto';
import type { Identity, SourceRecord } from '../polling/source';

/** A field of a record; `statistics.last_close_at` reaches into nested objects. */
export function fieldAt(record: SourceRecord, path: string): unknown {
  let value: unknown = record;
  for (const key of path.split('.')) {
    value = value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
  }
  return value;
}

/** A field of a record as UNIX seconds, also where it is ISO 8601 text, as a call's may be; undefined where it holds no time. */
export function secondsAt(record: SourceRecord, path: string): number | undefined {
  const value = fieldAt(record, path);
  const seconds = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) / 1000 : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.floor(seconds) : undefined;
}

/** Eight characters that differ where the content does: 48 bits, and only compared for one record at a time. */
export function digest(value: unknown): string {
  return createHash('sha1')
    .update(JSON.stringify(value ?? null))
    .digest('base64url')
    .slice(0, 8);
}

/**
 * What a message of a trigger stands for: an `occurrence` that the stamp alone tells (created, closed), whatever the
 * record looks like later, or a `change` of the record.
 */
export type Each = 'occurrence' | 'change';

/** The identity of a record that has an `id` and a stamp. */
export function identity(record: SourceRecord, stamp: string, each: Each): Identity {
  return {
    id: String(record.id),
    stamp: secondsAt(record, stamp),
    version: () => (each === 'change' ? digest(record) : ''),
  };
}

/** The last of the stamps, or `before` where there are none; undefined where they are not in this order, `before` first. */
export function lastInOrder(
  stamps: (number | undefined)[],
  before: number,
  order: 'ascending' | 'descending',
): number | undefined {
  let last = before;
  for (const stamp of stamps) {
    if (stamp === undefined || (order === 'ascending' ? stamp < last : stamp > last)) return undefined;
    last = stamp;
  }
  return last;
}
