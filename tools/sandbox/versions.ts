// The versions that Intercom's descriptions list as allowed in the header.
const KNOWN = [
  ...['1.0', '1.1', '1.2', '1.3', '1.4', '2.0', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7', '2.8', '2.9', '2.10'],
  ...['2.11', '2.12', '2.13', '2.14', '2.15', '2.16', 'Preview'],
];

/** The version that a request without an Intercom-Version header gets. */
export const DEFAULT_VERSION = '2.16';

/** Where a version stands among all: later ones have higher numbers, unknown ones -1. `Preview` is the last. */
export const rank = (version: string): number => KNOWN.indexOf(version);

/** Whether `version` is `first` or later. */
export const isFrom = (version: string, first: string): boolean => rank(version) >= rank(first);

/** Whether an operation that came with `since` and was withdrawn after `until` is there in `version`. Versions before 2.7 count as 2.7, the oldest one described. */
export function offers(version: string, since: string, until?: string): boolean {
  const at = Math.max(rank(version), rank('2.7'));
  return at >= rank(since) && (until === undefined || at <= rank(until));
}
