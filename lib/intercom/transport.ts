import http from 'node:http';
import https from 'node:https';
import type { AxiosRequestConfig } from 'axios';
import { axios } from './axios';
import type { HttpRequest } from './request';
import type { Headers } from './retry';

export interface WireRequest extends HttpRequest {
  /** All but the body's own. */
  headers: Record<string, string>;
  /** Milliseconds for the whole exchange, the answer's body included. */
  timeoutMs: number;
}

/** How this component names itself to every host. */
export const USER_AGENT = 'open-integration-hub-intercom-component';

/** Intercom's answer as it came, whatever its status. */
export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** No whole answer came. `reason` is a system code such as ECONNRESET, or words; it holds nothing of the request. */
export interface NoAnswer {
  reason: string;
  /** Whether another attempt could go better. */
  passing: boolean;
  /** True where there was an answer, but not the one that was asked for. */
  answered?: true;
}

/**
 * Milliseconds after which an idle connection is given up: before the other side does so, commonly after a minute. A
 * request that meets the closing is lost, and a POST cannot be sent again.
 */
const IDLE_MS = 30_000;
// Sockets are pooled by host and carry no credential: a token travels with each request.
const agents = {
  httpAgent: new http.Agent({ keepAlive: true, maxSockets: 50, timeout: IDLE_MS }),
  httpsAgent: new https.Agent({ keepAlive: true, maxSockets: 50, timeout: IDLE_MS }),
};
/** An answer larger than this is not read to its end: the container has 256 MiB and a message holds 10 MB. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
const asIs = (data: unknown) => data;

/**
 * One HTTP exchange. Never throws and never returns an axios error, since those carry the request with its token.
 * Redirects are not followed: the token would go along.
 */
export async function exchange(request: WireRequest): Promise<WireAnswer | NoAnswer> {
  // axios's own timeout watches for silence; a body that trickles for ever would pass it. The signal covers all.
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await axios.request<string>({
      method: request.method,
      url: request.url,
      ...bodyOf(request),
      ...agents,
      signal,
      responseType: 'text',
      maxRedirects: 0,
      maxContentLength: LARGEST_ANSWER,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      transformRequest: asIs,
      transformResponse: asIs,
    });
    return { status: response.status, headers: headersOf(response.headers), text: response.data ?? '' };
  } catch (error) {
    return failureOf(error, signal.aborted, request.timeoutMs);
  }
}

/** Headers as a library gives them -> by lower-case name, as texts. */
export function headersOf(given: object): Headers {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

function bodyOf({ headers, body, multipart }: WireRequest): Pick<AxiosRequestConfig, 'headers' | 'data'> {
  // Without a body axios would still announce a form.
  if (!body) return { headers: { ...headers, 'content-type': false } };
  if (!multipart) return { headers: { ...headers, 'content-type': 'application/json' }, data: JSON.stringify(body) };
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    const file = multipart[name];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (file === undefined) form.append(name, text);
    else form.append(name, new Blob([text], { type: 'application/json' }), file);
  }
  return { headers, data: form };
}

function failureOf(error: unknown, timedOut: boolean, timeoutMs: number): NoAnswer {
  const failed = (reason: string): NoAnswer => ({ reason, passing: true });
  if (timedOut) return failed(`no whole answer within ${timeoutMs / 1000} s`);
  if (!(error instanceof Error)) return failed('the connection failed');
  if (/maxContentLength/.test(error.message)) {
    return { reason: `the answer is larger than ${LARGEST_ANSWER / 1024 / 1024} MiB`, passing: false };
  }
  const code: unknown = 'code' in error ? error.code : undefined;
  // axios's word for a stream that ended early.
  if (code === 'ERR_BAD_RESPONSE') return failed('the connection was cut amid the answer');
  return failed(typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : 'the connection failed');
}
