import { isObject } from '../intercom/answer';
import { ConfigurationError } from '../intercom/errors';
import { isoOf } from '../iso';
import type { Bookmark } from './removals';
import type { SentDigests } from './sent';

/** What a polling trigger remembers between its runs. All times are UNIX seconds. */
export interface State {
  /** Shape of this object; 1 is the first. */
  v: 1;
  /** Nothing stamped before this moment is ever emitted: where the step's `startFrom` put the beginning. */
  from: number;
  /** Everything stamped up to here was emitted, except what Intercom's index shows late. Never moves back. */
  watermark: number;
  /** How far a run has come that did not reach its end, in the order of stamps; the next one goes on there. */
  cursor?: number;
  /** Record id -> mark of what was emitted near the watermark, so that the overlap repeats nothing. */
  seen: Record<string, Mark>;
  /** Triggers of master data: record id -> digest of the content that was last emitted, those seen longest ago first. */
  sent?: SentDigests;
  /** A run that emitted has not come to its end: `sent` may be older than what the other side has got. */
  open?: true;
  /** Where reading of what tells of deletions goes on. */
  removals?: Bookmark;
}

/**
 * What was emitted of a record: its stamp, and where the stamp does not tell all a digest, as in `1767225600 x3Jk9aQ0`.
 * Two changes within one second share a stamp, and the index may show them minutes apart. A record that shows no stamp
 * is marked with NO_STAMP.
 */
export type Mark = string;

/** In a mark, in the stamp's place: no run can know that it will not meet the record again, so its mark is kept. */
export const NO_STAMP = 0;

/** UNIX seconds of a mark. */
export function stampOf(mark: Mark): number {
  return Number.parseInt(mark, 10);
}

/** Whether two marks of one record stand for the same message: its digests tell, or its stamps where it has none. */
export function sameMessage(one: Mark, other: Mark): boolean {
  const [, digest] = one.split(' ');
  return digest === undefined ? one === other : digest === other.split(' ')[1];
}

/**
 * Most ids that a state remembers, about 1 MB of JSON. More than that within one overlap (a bulk change) are
 * forgotten oldest first: what is forgotten may be emitted again, never lost.
 */
export const MOST_SEEN = 20_000;

/** Whether it is a moment in whole seconds, which is less than any whole number: calendars end in the year 275760. */
const isSecond = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && isoOf(value) !== undefined;

/** What `readState` made of a snapshot. `repaired` says in words what it had to leave out. */
export interface StateRead {
  state: State;
  repaired?: string;
}

/**
 * Reads a stored snapshot. Where the watermark can be trusted the rest is mended, at the price of duplicates; where it
 * cannot, there is no way to go on without losing or repeating records, so a person must decide: ConfigurationError.
 */
export function readState(snapshot: unknown): StateRead {
  if (isObject(snapshot) && isSecond(snapshot.v) && snapshot.v > 1) {
    throw new ConfigurationError(
      'The stored state of this step was written by a newer version of this component. Deploy that version again, or ' +
        "delete the step's snapshot; the next run then begins at startFrom.",
    );
  }
  if (!isObject(snapshot) || !isSecond(snapshot.watermark) || (snapshot.v ?? 1) !== 1) {
    throw new ConfigurationError(
      'The stored state of this step was not written by this trigger, so it cannot tell what it has emitted. ' +
        "Delete the step's snapshot; the next run then begins at startFrom (set that to a date to miss nothing).",
    );
  }
  const { watermark } = snapshot;
  const stored = isObject(snapshot.seen) ? Object.entries(snapshot.seen) : [];
  const good = stored.filter(
    (entry): entry is [string, Mark] => typeof entry[1] === 'string' && isSecond(stampOf(entry[1])),
  );
  const from = isSecond(snapshot.from) ? snapshot.from : 0;
  const sent = readSent(snapshot.sent);
  const whole =
    isObject(snapshot.seen) &&
    good.length === stored.length &&
    isSecond(snapshot.from) &&
    snapshot.v === 1 &&
    (sent !== undefined || snapshot.sent === undefined);
  return {
    state: {
      v: 1,
      from: Math.min(from, watermark),
      watermark,
      ...(isSecond(snapshot.cursor) && snapshot.cursor > watermark && { cursor: snapshot.cursor }),
      seen: Object.fromEntries(good),
      ...(sent && { sent }),
      ...(snapshot.open === true && { open: true }),
      ...(isObject(snapshot.removals) && { removals: readBookmark(snapshot.removals) }),
    },
    ...(!whole && { repaired: 'part of the stored state could not be read; a few records may be emitted again' }),
  };
}

/** What can be read of it; undefined where there is nothing, or where it is not what was written. */
function readSent(value: unknown): SentDigests | undefined {
  if (!isObject(value)) return undefined;
  const digests = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return digests.length === Object.keys(value).length ? Object.fromEntries(digests) : undefined;
}

function readBookmark({ after, last }: Record<string, unknown>): Bookmark {
  return { ...(typeof after === 'string' && { after }), ...(typeof last === 'string' && { last }) };
}
