import http from 'node:http';
import https from 'node:https';
import { addAbortSignal, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { AxiosRequestConfig } from 'axios';
import { axios } from './axios';
import type { HttpRequest } from './request';
import type { Headers } from './retry';

export interface WireRequest extends HttpRequest {
  /** All but the body's own. */
  headers: Record<string, string>;
  /** Milliseconds for the whole exchange, the answer's body included. */
  timeoutMs: number;
  /** Awaited amid an answer of more than LARGE_ANSWER, which is not read on before. */
  makeRoom?: (() => Promise<void>) | undefined;
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
  /** There is a whole answer, of more than LARGEST_ANSWER. */
  tooLarge?: true;
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
const MIB = 1024 * 1024;
/**
 * Bytes of an answer that is not read to its end. On its way through the process each byte takes up to ten (pieces, text
 * of two bytes a character, records, messages) and the container has 256 MiB. 150 contacts with all the attributes that
 * Intercom allows are 10 MiB, and no message holds more than that.
 */
const LARGEST_ANSWER = 12 * MIB;
/** Bytes of an answer of which a process has room for many at once. */
export const LARGE_ANSWER = MIB;
const asIs = (data: unknown) => data;

/**
 * One HTTP exchange. Never throws and never returns an axios error, since those carry the request with its token.
 * Redirects are not followed: the token would go along.
 */
export async function exchange(request: WireRequest): Promise<WireAnswer | NoAnswer> {
  // axios's own timeout watches for silence; a body that trickles for ever would pass it. The signal covers all.
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await axios.request<Readable>({
      method: request.method,
      url: request.url,
      ...bodyOf(request),
      ...agents,
      signal,
      responseType: 'stream',
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      transformRequest: asIs,
      transformResponse: asIs,
    });
    const text = await textOf(response.data, signal, request.makeRoom);
    if (text === undefined) {
      const reason = `the answer is larger than ${LARGEST_ANSWER / MIB} MiB; ask for less at once, such as a smaller per_page`;
      return { reason, passing: false, tooLarge: true };
    }
    return { status: response.status, headers: headersOf(response.headers), text };
  } catch (error) {
    return failureOf(error, signal.aborted, request.timeoutMs);
  }
}

/** A body's text, without a byte order mark; undefined where it is larger than LARGEST_ANSWER. Throws what cuts it short. */
async function textOf(
  body: Readable,
  signal: AbortSignal,
  makeRoom: WireRequest['makeRoom'],
): Promise<string | undefined> {
  // Read piece by piece: what is a text soon counts for V8's limit, and its bytes, which do not, can go.
  const decoder = new StringDecoder('utf8');
  const texts: string[] = [];
  let size = 0;
  let room = makeRoom;
  for await (const piece of addAbortSignal(signal, body)) {
    texts.push(decoder.write(piece));
    size += piece.length;
    // To leave a `for await` destroys the body and its connection.
    if (size > LARGEST_ANSWER) return undefined;
    if (room && size > LARGE_ANSWER) {
      await unlessAborted(signal, room());
      room = undefined;
    }
  }
  return (texts.join('') + decoder.end()).replace(/^\uFEFF/, '');
}

/** Waits for it, but no longer than the signal allows. */
function unlessAborted(signal: AbortSignal, waiting: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
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
  const code: unknown = 'code' in error ? error.code : undefined;
  return failed(typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : 'the connection failed');
}
