import { textOf } from './text';

/** UNIX seconds of an ISO 8601 text; undefined where it is none. */
function secondsOf(iso: unknown): number | undefined {
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
