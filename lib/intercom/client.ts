import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isLoopbackHost } from './address';
import { type Answer, failureOf, isObject, readBody, toApiError } from './answer';
import { AnswerTooLargeError, ConfigurationError, ConnectionError, RateLimitError } from './errors';
import type { WireFile } from './fileTransport';
import { type Input, isRepeatable, type Operation } from './operation';
import { isListAnswer, type Page, type PageOptions, pages } from './pages';
import { limiterFor, type RateLimiter } from './rateLimit';
import { buildRequest, type HttpRequest } from './request';
import { type Headers, retryDelay, serverNow } from './retry';
import { slicedPages } from './slices';
import { exchange, type NoAnswer, USER_AGENT, type WireAnswer } from './transport';
import { DEFAULT_VERSION, parseVersion, VERSIONS, type Version, versionFor } from './versions';

const HOSTS = {
  us: 'https://api.intercom.io',
  eu: 'https://api.eu.intercom.io',
  au: 'https://api.au.intercom.io',
} as const;

export interface IntercomSettings {
  accessToken: string;
  /** `us` (default), `eu` or `au`; Intercom's own spellings (`US`, `Europe`) are understood. */
  region?: string;
  /** Another host in the region's place: a proxy, the sandbox. https, or http on this machine. */
  baseUrl?: string;
  /** `2.7` to `2.16` or `Preview`; 2.16 when absent. */
  apiVersion?: string;
  /** Milliseconds for one exchange, its body included. */
  timeoutMs?: number;
  /** Milliseconds of waiting (limits, retries) that one answer is worth. */
  patienceMs?: number;
  /** Told about every wait. */
  log?: (line: string) => void;
  /** Called for every request that is sent. */
  onCall?: () => void;
  /** Awaited amid an answer of more than a MiB, before the rest of it is read: whoever has the memory says when. */
  makeRoom?: () => Promise<void>;
}

const TIMEOUT_MS = 60_000;
const PATIENCE_MS = 10_000;
/** A window lasts ten seconds, told in whole seconds, and callers spread after it: without this, a full window would just miss the patience. */
const SLACK_MS = 3_000;
/** A shorter wait is for answers that are on their way, and no matter for a log. */
const WORTH_TELLING_MS = 1_000;

/** Loaded with the first file: few functions fetch one. */
const fileTransport = () => import('./fileTransport.js');

function baseUrlOf({ region = 'us', baseUrl }: IntercomSettings): string {
  if (baseUrl !== undefined) return checkedBaseUrl(baseUrl);
  const key = region.trim().toLowerCase();
  const host = key === 'europe' ? HOSTS.eu : Object.entries(HOSTS).find(([name]) => name === key)?.[1];
  if (host === undefined) {
    throw new ConfigurationError(
      'region is not one that Intercom has. Use us, eu or au: Intercom shows it under Settings > Workspace.',
    );
  }
  return host;
}

function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url && isLoopbackHost(url.hostname);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) {
    throw new ConfigurationError(
      'baseUrl must be an https address such as https://proxy.example.com (http only for localhost), because the token travels to it.',
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new ConfigurationError('baseUrl must be a bare address: no user, query or fragment.');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Bearer tokens are visible ASCII; anything else is a slip of the clipboard, and a line break would end the header. */
function checkedToken(token: string): string {
  const bare = token.replace(/^\s*Bearer\s/i, '').trim();
  if (!/^[\x21-\x7e]+$/.test(bare)) {
    throw new ConfigurationError('The access token is empty or holds blanks or line breaks. Paste it anew.');
  }
  return bare;
}

/** Whether a host that is none of Intercom's own may answer better the next time. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** Whether an answer is a page or an error where none of Intercom's files is: they are CSV, sound and plain text. */
function isPage({ headers }: WireFile): boolean {
  return /^\s*(text\/html|application\/([\w.-]+\+)?json)\b/i.test(headers['content-type'] ?? '');
}

/** Gives up an answer that is something else than the file, such as the page of a proxy. */
function noFile({ headers, discard }: WireFile): NoAnswer {
  discard();
  const type = /json/i.test(headers['content-type'] ?? '') ? 'JSON' : 'HTML';
  return { reason: `it was answered with ${type}`, passing: true, answered: true };
}

/** When a request was sent, by both clocks. The way there and back is ours to measure, so it does not tell them apart. */
function askedAt(headers: Headers, sentAt: number): { earliest: number; latest: number } {
  const now = Date.now();
  const clocks = [sentAt, serverNow(headers, now) - (now - sentAt)].map((ms) => Math.floor(ms / 1000));
  return { earliest: Math.min(...clocks), latest: Math.max(...clocks) };
}

/** What one exchange came to: something to return, a refusal, or no answer. `first` are the headers of Intercom itself. */
/** Whether a request asks for something, and does nothing that an answer could merely confirm. */
function isRead({ request }: Operation, method: string): boolean {
  return method === 'GET' || (method === 'POST' && isRepeatable(request));
}

/** Whether a whole body can be the answer to a read: a record, a list where one is due, or text where that may come. */
function isAnswer({ paging, text }: Operation, body: unknown): boolean {
  if (text && typeof body === 'string') return true;
  return paging ? isListAnswer(body, paging) : isObject(body) || Array.isArray(body);
}

type Outcome<T> = { whole: T; first: Headers } | { refused: WireAnswer; first: Headers; missing?: boolean } | NoAnswer;

/**
 * A client for one credential. Waits for rate limits, retries what may be retried, and throws ConfigurationError,
 * InvalidInputError, ConnectionError, ApiError or RateLimitError, none of which holds a secret or personal data.
 */
export class Intercom {
  private readonly baseUrl: string;
  /** Whether Intercom is on this machine: the sandbox. Files may then be on it, too. */
  readonly isLocal: boolean;
  private readonly token: string;
  private readonly version: Version | undefined;
  /** A hash of host and token: what is kept for one credential is kept under it. */
  private readonly credentialKey: string;
  private readonly limiter: RateLimiter;
  private readonly timeoutMs: number;
  private readonly patienceMs: number;
  private readonly log: (line: string) => void;
  /**
   * UNIX seconds at which this client sent its first request, by the slower and by the faster of two clocks: Intercom's,
   * as its answer tells it, and ours. Undefined until it is answered. Rather a second early than late: what was written
   * after this moment may be missing from the answer.
   */
  firstAsked: { earliest: number; latest: number } | undefined;

  constructor(private readonly settings: IntercomSettings) {
    this.baseUrl = baseUrlOf(settings);
    this.isLocal = isLoopbackHost(new URL(this.baseUrl).hostname);
    this.token = checkedToken(settings.accessToken);
    this.version = settings.apiVersion === undefined ? undefined : parseVersion(settings.apiVersion);
    this.credentialKey = createHash('sha256').update(`${this.baseUrl} ${this.token}`).digest('base64');
    this.limiter = limiterFor(this.credentialKey);
    this.timeoutMs = settings.timeoutMs ?? TIMEOUT_MS;
    this.patienceMs = settings.patienceMs ?? PATIENCE_MS;
    this.log = settings.log ?? (() => {});
  }

  /** Calls left in the current ten-second window, where Intercom has told. */
  get callsLeft(): number | undefined {
    return this.limiter.left;
  }

  /** Tells whose answers these are, and in which shape: a hash of host and token, and the version. Holds no secret. */
  get identity(): string {
    return `${this.credentialKey} ${this.version ?? DEFAULT_VERSION}`;
  }

  /** The region whose host is asked: us, eu or au; undefined for another host, such as a proxy. */
  get region(): string | undefined {
    return Object.entries(HOSTS).find(([, host]) => host === this.baseUrl)?.[0];
  }

  /** Whether the version that was chosen is this one or a newer one. */
  isSince(version: Version): boolean {
    return VERSIONS.indexOf(this.version ?? DEFAULT_VERSION) >= VERSIONS.indexOf(version);
  }

  /** Whether timestamps of contact searches match to the second: only Preview does (Intercom's reference for contact search). */
  get isPreview(): boolean {
    return this.version === 'Preview';
  }

  /** One call: sent until it is answered, refused, or not worth more patience. */
  async call(operation: Operation, input: Input = {}): Promise<Answer> {
    return this.send(operation, buildRequest(operation, input), input);
  }

  /**
   * One call whose request is built already. The operation gives the route's template, which messages show, and the
   * versions; what `input` holds is kept out of messages.
   */
  async send(operation: Operation, request: HttpRequest, input: unknown): Promise<Answer> {
    // Transcripts come as text.
    return this.untilAnswered(operation, request, input, 'application/json, text/plain', async (wire) => {
      const answer = await exchange({ ...wire, ...request, url: wire.url, makeRoom: this.settings.makeRoom });
      if ('reason' in answer) return answer;
      const { body, broken } = readBody(answer);
      const { status, headers, text } = answer;
      const missing = status < 300 && isRead(operation, request.method) && !isAnswer(operation, body);
      if (status >= 300 || broken || missing) return { refused: answer, first: headers, missing };
      return { whole: { status, headers, body, size: text.length }, first: headers };
    });
  }

  /**
   * One call that is answered with a file; redirects are followed (see `openFile`). Up to the file's first byte it is
   * retried as any GET; after that a cut is the reader's ConnectionError, since what was read cannot be taken back.
   */
  async download(operation: Operation, input: Input = {}, accept = 'application/octet-stream'): Promise<WireFile> {
    const where = operation.request;
    return this.untilAnswered(operation, buildRequest(operation, input), input, accept, async (wire) => {
      const { openFile } = await fileTransport();
      const outcome = await openFile({ ...wire, where, trusted: true, local: this.isLocal });
      if ('reason' in outcome) return outcome;
      const { answer, redirected, first } = outcome;
      if ('content' in answer) return isPage(answer) ? noFile(answer) : { whole: answer, first };
      if (!redirected) return { refused: answer, first };
      const reason = `the host that it redirects to answered ${answer.status}`;
      return { reason, passing: isPassing(answer.status), answered: true };
    });
  }

  /**
   * A file at an address that a record names, such as an attachment: public addresses only, https only, no token, no
   * second attempt. Throws ConnectionError.
   */
  async fetchFile(where: string, url: string): Promise<WireFile> {
    const { isLocal: local, timeoutMs } = this;
    const failed = (reason: string, passing: boolean) =>
      new ConnectionError(`${where} could not be fetched: ${reason}`, passing);
    const { openFile } = await fileTransport();
    const outcome = await openFile({ where, url, headers: {}, trusted: false, local, timeoutMs });
    if ('reason' in outcome) throw failed(outcome.reason, outcome.passing);
    const { answer } = outcome;
    if ('content' in answer) return answer;
    throw failed(`its host answered ${answer.status}`, isPassing(answer.status));
  }

  /** Sends until there is an answer, or it is not worth more patience. */
  private async untilAnswered<T>(
    operation: Operation,
    request: HttpRequest,
    input: unknown,
    accept: string,
    sendOnce: (wire: { url: string; headers: Record<string, string>; timeoutMs: number }) => Promise<Outcome<T>>,
  ): Promise<T> {
    const where = operation.request;
    const repeatable = operation.repeatable ?? isRepeatable(where);
    const headers: Record<string, string> = {
      accept,
      authorization: `Bearer ${this.token}`,
      'intercom-version': versionFor(operation, this.version),
      'user-agent': USER_AGENT,
    };
    const wire = { url: `${this.baseUrl}${request.url}`, headers, timeoutMs: this.timeoutMs };

    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      waited += await this.admission(where, waited);
      const sentAt = Date.now();
      this.settings.onCall?.();
      const outcome = await sendOnce(wire).catch((unexpected: unknown) => {
        // A call that is never given back would be missing from the budget for as long as this process lives.
        this.limiter.unanswered();
        throw unexpected;
      });
      let failure: Parameters<typeof retryDelay>[0];
      let error: Error;
      let mayRepeat = repeatable;
      if ('reason' in outcome) {
        this.limiter.unanswered();
        // What was waited for in vain counts as waiting; an answer that is too large will be so again.
        waited += Date.now() - sentAt;
        mayRepeat = repeatable && outcome.passing;
        failure = {};
        const Kind = outcome.tooLarge ? AnswerTooLargeError : ConnectionError;
        error = new Kind(
          `${where} ${outcome.answered ? 'brought no file' : 'got no answer from Intercom'}: ${outcome.reason}.${repeatable ? '' : ' It may have acted all the same: look before you send it again.'}`,
          mayRepeat,
        );
      } else {
        this.limiter.answered(outcome.first, 'refused' in outcome && outcome.refused.status === 429);
        this.firstAsked ??= askedAt(outcome.first, sentAt);
        if ('whole' in outcome) return outcome.whole;
        failure = { ...failureOf(outcome.refused), ...(outcome.missing && { broken: true }) };
        error = toApiError(where, outcome.refused, [input, this.token], repeatable, failure);
      }
      const delay = retryDelay(failure, attempt, mayRepeat);
      const slack = failure.status === 429 && this.patienceMs > 0 ? SLACK_MS : 0;
      if (delay === undefined || waited + delay > this.patienceMs + slack) throw error;
      this.log(`${where}: ${failure.status ?? 'no answer'}, trying again in ${(delay / 1000).toFixed(1)} s`);
      await pause(delay);
      waited += delay;
    }
  }

  /** The same client without patience, for callers to whom a second attempt is not the same as the first. */
  withoutPatience(): Intercom {
    return new Intercom({ ...this.settings, patienceMs: 0 });
  }

  /** The pages of a list, one after the other; see `pages`. */
  pages(operation: Operation, input: Input = {}, options: PageOptions = {}): AsyncGenerator<Page> {
    const call = (one: Input) => this.call(operation, one);
    return operation.slices
      ? slicedPages(call, operation, operation.slices, input, options)
      : pages(call, operation, input, options);
  }

  /** Waits for a place in the rate limit; returns the milliseconds that it took. */
  private async admission(where: string, waitedBefore: number): Promise<number> {
    let waited = 0;
    for (let delay = this.limiter.reserve(); delay > 0; delay = this.limiter.reserve()) {
      if (waitedBefore + waited + delay > this.patienceMs + SLACK_MS) {
        throw new RateLimitError(`${where} was not sent: Intercom's rate limit is spent`, delay);
      }
      if (delay >= WORTH_TELLING_MS) {
        this.log(`${where}: rate limit spent, waiting ${(delay / 1000).toFixed(1)} s for the next window`);
      }
      await pause(delay);
      waited += delay;
    }
    return waited;
  }
}
