/** What is known of an exchange that failed. */
export interface Failure {
  /** HTTP status; absent where there was no whole answer. */
  status?: number;
  headers?: Headers;
  /** True for a 429 that no waiting mends, such as a second export job. */
  notALimit?: boolean;
  /** The answer was cut short or was no JSON. */
  broken?: boolean;
}

/** Response headers by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>;

const MAX_ATTEMPTS = 5;
const BASE_MS = 500;
const CAP_MS = 8_000;

/** Whether time could mend this: 429 for every method (Intercom refused before it acted), the rest only where the request may be sent twice. */
export function isTransient(failure: Failure, repeatable: boolean): boolean {
  const { status } = failure;
  if (status === 429) return failure.notALimit !== true;
  if (!repeatable) return false;
  return status === undefined || status === 408 || status >= 500 || failure.broken === true;
}

/**
 * Milliseconds to wait before the next attempt, or undefined for "give up". `attempt` counts from 1.
 * The server's word comes first (Retry-After, then X-RateLimit-Reset), else exponential back-off with full jitter,
 * which from the second attempt on is the least.
 */
export function retryDelay(
  failure: Failure,
  attempt: number,
  repeatable: boolean,
  now = Date.now(),
  random = Math.random,
): number | undefined {
  if (attempt >= MAX_ATTEMPTS || !isTransient(failure, repeatable)) return undefined;
  const asked =
    retryAfter(failure.headers, now) ?? (failure.status === 429 ? resetDelay(failure.headers, now) : undefined);
  const backOff = random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  // A moment that is past, asked for again and again, would spend every attempt at once.
  return attempt === 1 ? (asked ?? backOff) : Math.max(asked ?? 0, backOff);
}

/** `Retry-After` in milliseconds from now: it holds seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfter(headers: Headers | undefined, now: number): number | undefined {
  const text = headers?.['retry-after'];
  if (!text) return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - serverNow(headers, now);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Milliseconds until the window of `X-RateLimit-Reset` (UNIX seconds) ends, by the server's clock where it told us. */
export function resetDelay(headers: Headers | undefined, now: number): number | undefined {
  const text = headers?.['x-ratelimit-reset'];
  const seconds = text ? Number(text) : Number.NaN;
  if (!Number.isFinite(seconds)) return undefined;
  const ms = seconds * 1000 - serverNow(headers, now);
  // A window lasts ten seconds. What lies far off is a clock that is wrong, and no reason to sleep for an hour.
  return ms > 120_000 ? undefined : Math.max(0, ms);
}

/** The server's clock in milliseconds, from the `Date` header, which is rounded down to seconds. */
export function serverNow(headers: Headers | undefined, now: number): number {
  const date = Date.parse(headers?.date ?? '');
  return Number.isNaN(date) ? now : date;
}
