import { ApiError, type ApiErrorFacts, RateLimitError } from './errors';
import { redact, withoutValues } from './redact';
import { type Failure, isTransient, resetDelay, retryAfter } from './retry';
import type { WireAnswer } from './transport';

/** What Intercom answered, read. */
export interface Answer {
  status: number;
  headers: WireAnswer['headers'];
  /** Parsed JSON; undefined where the answer had no body; text where it was no JSON. */
  body: unknown;
  /** Characters of the body as it came: an upper bound for any record in it. */
  size: number;
}

interface ErrorItem {
  code?: unknown;
  message?: unknown;
  field?: unknown;
}

/** Narrows an unknown to an object whose keys can be read. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Parses a body; `broken` where it claims to be JSON and is not, or is a page where JSON was due. */
export function readBody(wire: WireAnswer): { body: unknown; broken: boolean } {
  const type = wire.headers['content-type'] ?? 'application/json';
  if (wire.text.trim() === '') return { body: /^text\/plain/i.test(type) ? '' : undefined, broken: false };
  if (!/json/i.test(type)) return { body: wire.text, broken: /html/i.test(type) };
  try {
    return { body: JSON.parse(wire.text), broken: false };
  } catch {
    return { body: undefined, broken: true };
  }
}

// Intercom allows few export jobs at a time and refuses one more with a 429 that speaks of pending jobs. That is no
// rate limit: the job that is in the way takes minutes.
const JOB_LIMIT = /pending .*\bjobs?\b/i;

/** What a failed answer means for a retry. */
export function failureOf(wire: WireAnswer): Failure {
  const { body, broken } = readBody(wire);
  const notALimit =
    wire.status === 429 &&
    JOB_LIMIT.test(
      errorItems(body)
        .map((item) => item.message)
        .join(' '),
    );
  return { status: wire.status, headers: wire.headers, notALimit, broken };
}

// Besides its list of errors, Intercom's description has a map of field and reason, and a message that stands alone.
function errorItems(body: unknown): ErrorItem[] {
  if (!isObject(body)) return [];
  const { errors, message } = body;
  const items = Array.isArray(errors)
    ? errors.map((item) => (typeof item === 'string' ? { message: item } : item)).filter(isObject)
    : Object.entries(isObject(errors) ? errors : {}).map(([field, reason]) => ({ field, message: reasonOf(reason) }));
  if (items.length > 0 || typeof message !== 'string') return items;
  return [{ code: body.code ?? body.error_key, message }];
}

// Several reasons for one field come as a list.
function reasonOf(reason: unknown): unknown {
  return Array.isArray(reason) ? reason.filter((text) => typeof text === 'string').join(', ') : reason;
}

const HINTS: Readonly<Record<string, string>> = {
  unauthorized: 'Check the access token, and that region is the one of its workspace.',
  token_unauthorized: 'Check the access token, and that region is the one of its workspace.',
  token_not_found: 'Check the access token, and that region is the one of its workspace.',
  token_revoked: 'The access token was revoked: make a new one in the Developer Hub.',
  forbidden: "Give the app this permission in Intercom's Developer Hub (Authentication).",
  action_forbidden: "Give the app this permission in Intercom's Developer Hub (Authentication).",
  api_plan_restricted: "The workspace's plan does not include this.",
  intercom_version_invalid: 'Check apiVersion.',
  invalid_sort_order: "Use 'ascending' or 'descending'.",
};

/** Puts a refused or broken answer into words that hold nothing personal: the route's template, never the filled path. */
export function toApiError(
  where: string,
  wire: WireAnswer,
  input: unknown,
  repeatable: boolean,
  failure = failureOf(wire),
  now = Date.now(),
): ApiError {
  const { body } = readBody(wire);
  const items = errorItems(body);
  const code = items.map((item) => item.code).find(isCode);
  const told = isObject(body) && typeof body.request_id === 'string' ? body.request_id : wire.headers['x-request-id'];
  const requestId = told !== undefined && isRequestId(told, input) ? told : undefined;
  const said = items
    .slice(0, 5)
    .map((item) => sayItem(item, input))
    .join('; ');
  const suffix = requestId ? ` (request ${requestId})` : '';
  const hint = code && Object.hasOwn(HINTS, code) ? `. ${HINTS[code]}` : '';
  const ok = wire.status < 400;

  if (wire.status === 429 && !failure.notALimit) {
    const wait = retryAfter(wire.headers, now) ?? resetDelay(wire.headers, now) ?? 10_000;
    return new RateLimitError(`${where} failed with 429: Intercom's rate limit is spent${suffix}`, wait, requestId);
  }
  const unfit =
    wire.status < 300
      ? 'with a body that is no answer to this (empty, broken, or of a gateway in between?)'
      : 'with a redirect, which is not followed because the token would go along; check baseUrl';
  const what = ok ? `answered ${wire.status} ${unfit}` : `failed with ${wire.status}${code ? ` ${code}` : ''}`;
  const text =
    said || (failure.broken ? 'the answer was not from the API (a gateway in between?)' : 'Intercom gave no reason');
  return new ApiError(`${where} ${what}${ok ? '' : `: ${text}`}${suffix}${hint}`, {
    status: wire.status,
    retryable: isTransient(failure, repeatable),
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
    ...conflict(wire.status, items),
    ...merger(wire),
  });
}

function sayItem(item: ErrorItem, input: unknown): string {
  const text = typeof item.message === 'string' ? redact(item.message, input) : 'no reason given';
  return typeof item.field === 'string' ? `${redact(item.field, input)}: ${text}` : text;
}

// A proxy may answer anything in the place of a code or an id. Intercom's codes are words such as parameter_invalid.
function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9_]{0,49}$/i.test(value);
}

function isRequestId(text: string, input: unknown): boolean {
  return /^[\w-]{1,64}$/.test(text) && withoutValues(text, input) === text;
}

// Creating a contact that exists, archived ones included, is refused with 409; the other's id and that it is archived
// stand only in the text.
function conflict(status: number, items: ErrorItem[]): Pick<ApiErrorFacts, 'conflictingId' | 'conflictArchived'> {
  if (status !== 409) return {};
  const texts = items.map((item) => String(item.message));
  const id = texts.map((text) => /\bid=([0-9a-f]{24})\b/.exec(text)?.[1]).find(Boolean);
  return { ...(id && { conflictingId: id }), conflictArchived: texts.some((text) => /\barchived\b/i.test(text)) };
}

// A contact that was merged answers 410 with a link to the one that it is part of now (Intercom's reference for contacts).
function merger({ status, headers }: WireAnswer): Pick<ApiErrorFacts, 'mergedInto'> {
  const id = status === 410 ? /<\/contacts\/([0-9a-f]{24})>/.exec(headers.link ?? '')?.[1] : undefined;
  return id ? { mergedInto: id } : {};
}
