import { ConfigurationError } from './errors';

/** Intercom's API versions, oldest first. `Preview` is Intercom's own name for what is not yet stable. */
export const VERSIONS = [
  '2.7',
  '2.8',
  '2.9',
  '2.10',
  '2.11',
  '2.12',
  '2.13',
  '2.14',
  '2.15',
  '2.16',
  'Preview',
] as const;

export type Version = (typeof VERSIONS)[number];

/** What a request asks for when nobody chose a version. */
export const DEFAULT_VERSION: Version = '2.16';

/** The versions that have an operation: from `since` (2.7 when absent) to `until` (still there when absent). */
export interface Availability {
  since?: Version;
  until?: Version;
}

function isVersion(value: string): value is Version {
  return VERSIONS.some((version) => version === value);
}

/** Reads a version that a person wrote. Throws ConfigurationError where Intercom has no such version. */
export function parseVersion(value: string): Version {
  // 2.10 written as a JSON number arrives as 2.1, which Intercom never offered here.
  const wanted = /^preview$/i.test(value) ? 'Preview' : value === '2.1' ? '2.10' : value;
  if (isVersion(wanted)) return wanted;
  throw new ConfigurationError(`apiVersion is not one that Intercom has. Use one of ${VERSIONS.join(', ')}.`);
}

/** In words, for messages and the reference: `2.7 and newer`, `2.7 to 2.11`, `Preview only`. */
export function describeAvailability({ since = '2.7', until }: Availability): string {
  if (since === 'Preview') return 'Preview only';
  return until ? `${since} to ${until}` : `${since} and newer`;
}

/**
 * The version to send an operation with. One that was withdrawn goes with the last version that had it and one that
 * only Preview has goes with Preview, whatever is configured, because no other choice could succeed.
 * Throws ConfigurationError where the chosen version is older than the operation.
 */
export function versionFor(operation: Availability & { request: string }, wanted: Version = DEFAULT_VERSION): Version {
  const { since = '2.7', until } = operation;
  if (since === 'Preview') return 'Preview';
  if (VERSIONS.indexOf(wanted) < VERSIONS.indexOf(since)) {
    throw new ConfigurationError(
      `${operation.request} does not exist in version ${wanted} of Intercom's API; ` +
        `it is in ${describeAvailability(operation)}. Set apiVersion to ${since} or newer, or leave it out.`,
    );
  }
  if (until && VERSIONS.indexOf(wanted) > VERSIONS.indexOf(until)) return until;
  return wanted;
}
