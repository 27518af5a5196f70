import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { isLoopbackHost, isPublicAddress, PRIVATE_ADDRESS, publicLookup } from './address';
import { ConnectionError } from './errors';
import type { Headers } from './retry';
import { headersOf, type NoAnswer, USER_AGENT, type WireAnswer } from './transport';

/** A GET whose answer is a file. */
export interface FileRequest {
  /** What messages call it: a route's template, or words. */
  where: string;
  url: string;
  /** Sent to the trusted host alone. */
  headers: Record<string, string>;
  /** Whether the URL's host is one that a person configured, with a token; it may then be in a private network. */
  trusted: boolean;
  /** Whether this machine may be asked, which it may where the configured Intercom is on this machine itself. */
  local: boolean;
  /** Milliseconds until the answer begins, and between two pieces of it. */
  timeoutMs: number;
}

/** A file that is about to come. */
export interface WireFile {
  status: number;
  headers: Headers;
  /** The address that it comes from in the end. */
  url: URL;
  /** To be read once, or discarded. Throws ConnectionError, retryable, where it is cut short or stands still. */
  content: AsyncIterable<Buffer>;
  /** Closes the connection without reading. */
  discard(): void;
}

/** What came of a request for a file. `first` are the headers of the host that was asked, before any redirect. */
export interface FileOutcome {
  answer: WireFile | WireAnswer;
  redirected: boolean;
  first: Headers;
}

const MOST_REDIRECTS = 5;
/** Bytes of a refusal that are read. */
const LARGEST_REFUSAL = 65_536;

/**
 * Asks for a file and follows redirects, by hand: to https alone, to public addresses alone, and without the headers,
 * among them the token, once the host changes. Node itself would send them along and connect anywhere.
 */
export async function openFile(request: FileRequest): Promise<FileOutcome | NoAnswer> {
  const { where, local, timeoutMs } = request;
  let url = new URL(request.url);
  const home = request.trusted ? url.origin : undefined;
  let headers: Record<string, string> | undefined = request.trusted ? request.headers : undefined;
  let first: Headers | undefined;
  for (let redirects = 0; ; redirects += 1) {
    const refused = refusalOf(url, home, local);
    if (refused) return notTaken(`${first ? 'its redirect leads to' : 'its address is'} ${refused}`);
    const isChecked = url.origin !== home && !(local && isLoopbackHost(url.hostname));
    const opened = await ask(where, url, headers ?? { 'user-agent': USER_AGENT }, isChecked, timeoutMs);
    if ('reason' in opened) return opened;
    first ??= opened.headers;
    const { location } = opened.headers;
    const { status } = opened;
    if (status < 300 || status > 399 || location === undefined) {
      if (status < 300 && status !== 200) {
        opened.discard();
        return { reason: `it was answered with ${status}`, passing: true, answered: true };
      }
      const answer = status === 200 ? opened : await refusal(opened);
      return { answer, redirected: redirects > 0, first };
    }
    opened.discard();
    if (redirects === MOST_REDIRECTS) return notTaken(`it redirects more than ${MOST_REDIRECTS} times`);
    if (!URL.canParse(location, url.href)) return notTaken('its redirect leads to no address');
    url = new URL(location, url);
    if (url.origin !== home) headers = undefined;
  }
}

/** A way to a file that is not taken, now or later. */
function notTaken(reason: string): NoAnswer {
  return { reason, passing: false, answered: true };
}

/** Why an address is not to be asked, as words that follow "leads to"; undefined where it may be. */
function refusalOf(url: URL, home: string | undefined, local: boolean): string | undefined {
  const { protocol, hostname, username, password } = url;
  // No signed address has them, and node throws at one that is not well-formed instead of failing the request.
  if (username !== '' || password !== '') return 'an address with a user name, which is not asked';
  if (url.origin === home) return undefined;
  if (local && isLoopbackHost(hostname) && /^https?:$/.test(protocol)) return undefined;
  if (protocol !== 'https:') return 'an address that is not https, which is not followed';
  // A connection to a literal address asks no lookup. URL has read all its spellings, such as 2130706433, by now.
  const literal = hostname.replace(/^\[|\]$/g, '');
  const isPrivate = isLoopbackHost(hostname) || (isIP(literal) !== 0 && !isPublicAddress(literal));
  return isPrivate ? 'a private address, which is not followed' : undefined;
}

function ask(
  where: string,
  url: URL,
  headers: Record<string, string>,
  isChecked: boolean,
  timeoutMs: number,
): Promise<WireFile | NoAnswer> {
  return new Promise((resolve) => {
    // A connection of its own: a pooled one might have been made without the check.
    const options = { headers, agent: false, ...(isChecked && { lookup: publicLookup }) };
    const request = (url.protocol === 'https:' ? https : http).request(url, options);
    const patience = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    let broken: Error | undefined;
    request.once('response', (response) => {
      clearTimeout(patience);
      const { statusCode: status = 0 } = response;
      resolve({
        status,
        headers: headersOf(response.headers),
        url,
        content: contentOf(where, response, timeoutMs, () => broken),
        discard: () => response.destroy(),
      });
    });
    request.on('error', (error) => {
      clearTimeout(patience);
      broken = error;
      resolve({ reason: reasonOf(error), passing: !('code' in error && error.code === PRIVATE_ADDRESS) });
    });
    request.end();
  });
}

/** The pieces of a body. While whoever reads takes no piece, time does not count: a slow reader is no idle sender. */
async function* contentOf(
  where: string,
  response: IncomingMessage,
  timeoutMs: number,
  broken: () => Error | undefined,
): AsyncGenerator<Buffer> {
  const pieces: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  let bytes = 0;
  const fail = (reason: string) =>
    new ConnectionError(`${where} was cut after ${bytes} bytes of its file: ${reason}`, true);
  let isWaiting = false;
  // One timer for all pieces, of which there are thousands in a second.
  const idle = setTimeout(() => {
    if (isWaiting) response.destroy(new Error(`nothing more within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  try {
    for (;;) {
      isWaiting = true;
      idle.refresh();
      const piece = await pieces.next();
      isWaiting = false;
      // More bytes than content-length announced are, to node, an error of the connection and none of the answer's.
      const error = broken();
      if (error) throw error;
      if (piece.done) return;
      bytes += piece.value.length;
      yield piece.value;
    }
  } catch (error) {
    throw fail(reasonOf(error));
  } finally {
    clearTimeout(idle);
    response.destroy();
  }
}

async function refusal({ status, headers, content, discard }: WireFile): Promise<WireAnswer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of content) {
      pieces.push(piece);
      size += piece.length;
      if (size > LARGEST_REFUSAL) break;
    }
  } catch {
    // The status says enough.
  }
  discard();
  return { status, headers, text: Buffer.concat(pieces).subarray(0, LARGEST_REFUSAL).toString() };
}

/** A system code, or words of our own: node's may hold a host. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  const code = 'code' in error ? error.code : undefined;
  if (code === PRIVATE_ADDRESS) return 'its host has a private address, which is not asked';
  if (code === undefined) return error.message;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : 'the connection failed';
}
