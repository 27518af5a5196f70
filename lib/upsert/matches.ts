import { IntercomError } from '../intercom/errors';
import type { StepField } from '../oih/stepField';

/** A record as Intercom gives it. */
export type Found = Record<string, unknown>;

/** Which record a message means cannot be told, or the one that it means cannot be written. No other attempt goes better. */
export class MatchError extends IntercomError {}

/** What to do with several records that match: refuse, take the one created last or first, or take each of them. */
export const ON_MULTIPLE = ['error', 'newest', 'oldest', 'all'] as const;
export type OnMultiple = (typeof ON_MULTIPLE)[number];

/** The step field that says so. */
export const onMultipleField: StepField = {
  label: 'Several match',
  viewClass: 'SelectView',
  required: false,
  model: { error: 'Refuse', newest: 'Take the newest', oldest: 'Take the oldest', all: 'Take each of them' },
  note: 'What to do when several records match: `error` (when left out) refuses and changes nothing, `newest` or `oldest` takes the one that was created last or first, `all` takes each, and a message comes out for each.',
};

/** Those of the matching records that are meant. Throws MatchError where there are several and nothing says which. */
export function chosen(records: readonly Found[], onMultiple: OnMultiple, where: string): Found[] {
  if (records.length <= 1 || onMultiple === 'all') return [...records];
  if (onMultiple === 'error') {
    throw new MatchError(
      `${where}: More than one matching object found. Match by something that only one has, or set onMultiple to newest, oldest or all.`,
    );
  }
  const aged = [...records].sort(byAge);
  const one = onMultiple === 'newest' ? aged.at(-1) : aged[0];
  return one ? [one] : [];
}

/** Orders records by when they were created, the oldest first. */
export function byAge(a: Found, b: Found): number {
  return createdAt(a) - createdAt(b) || String(a.id).localeCompare(String(b.id));
}

function createdAt({ created_at }: Found): number {
  return typeof created_at === 'number' ? created_at : 0;
}
