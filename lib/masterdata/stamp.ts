import { textOf } from './text';

/** UNIX seconds as ISO 8601; undefined where there is no moment. */
export function isoOf(seconds: unknown): string | undefined {
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : undefined;
}

/** UNIX seconds of an ISO 8601 text; undefined where it is none. */
export function secondsOf(iso: unknown): number | undefined {
  const ms = Date.parse(textOf(iso) ?? '');
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** UNIX seconds at which a message's record changed: `lastUpdate`, or in a record of Intercom's own `updated_at`. */
export function changedAt({
  lastUpdate,
  updated_at,
}: {
  lastUpdate?: unknown;
  updated_at?: unknown;
}): number | undefined {
  return secondsOf(lastUpdate) ?? (typeof updated_at === 'number' ? updated_at : undefined);
}
