import { CHAIN, POLL, STEADY } from './flows';

/** Why an error is reported for good, where that is as it should be. */
interface Cause {
  steps: readonly string[];
  error: RegExp;
  what: string;
}

const ALL = [...CHAIN, STEADY, POLL];

const CAUSES: readonly Cause[] = [
  { steps: ['upsert'], error: /^InvalidInputError: /, what: 'the message is not valid' },
  {
    steps: ['note'],
    error: /^ApiError: POST \S+ failed with 5\d\d/,
    what: 'Intercom failed amid a POST that must not be repeated',
  },
  {
    steps: ['note'],
    error: /^ConnectionError: POST \S+ got no answer/,
    what: 'no answer to a POST that must not be repeated; it may have acted',
  },
  {
    steps: ['note'],
    error: /^ApiError: POST \S+ answered 200 with a body that is no answer/,
    what: 'a POST that must not be repeated was answered with half of its JSON',
  },
  { steps: ALL, error: /^Error: Rebound limit exceeded$/, what: 'rebounded twenty times' },
  {
    steps: [POLL],
    error: /^StateUnavailableError: /,
    what: 'the snapshot service was away; the next run goes on',
  },
];

/** Why this step may report this error, or undefined where nothing explains it. */
export function causeOf(step: string, error: string): string | undefined {
  return CAUSES.find((cause) => cause.steps.includes(step) && cause.error.test(error))?.what;
}

/** A reason without what differs from message to message. */
export function shortened(reason: string): string {
  return reason
    .replaceAll(/\(request [^)]*\)/g, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 110)
    .trim();
}
