import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Clock } from './clock';
import type { IndexLag, Stored } from './collection';
import type { CursorKind } from './cursors';
import { errorList, Refusal } from './errors';
import { type Fault, Faults } from './faults';
import { FileAnswer } from './fileAnswer';
import { isObject } from './input';
import { RateLimit, type RateLimitOptions } from './rateLimit';
import { type LoggedRequest, RequestLog } from './requests';
import { type Match, type Route, Router } from './router';
import { routes } from './routes';
import { type Seed, seedWorkspace } from './seed';
import { checkTimezone } from './timezone';
import { DEFAULT_VERSION, rank } from './versions';
import { Workspace } from './workspace';

/** How a sandbox behaves. Every option may be left out. */
export interface SandboxOptions {
  /** Tokens that it accepts, the first being `sandbox.token`. Default: `sandbox-token`. */
  readonly token?: string | readonly string[];
  /** What is in it at the start. Default: `empty`, which has one admin. */
  readonly seed?: Seed;
  /** UNIX seconds at which a clock that stands still is put; without it the real time is used. */
  readonly now?: number;
  /** The workspace's time zone, an IANA name or an offset such as `+14:00`. Default: UTC. */
  readonly timezone?: string;
  /** Seconds until searches see a change, the same for all or by record. Lists and reads by id see it at once. Default: 0. */
  readonly indexLagSeconds?: IndexLag<Stored>;
  /** Default: Intercom's 10,000 calls a minute in windows of 10 s; with a standing clock, which opens no new window, 1,000,000. */
  readonly rateLimit?: RateLimitOptions;
  /** Default: `keyset`. */
  readonly cursors?: CursorKind;
  /** Whether a search for `> t` on a stamp finds t, too. Default: no. */
  readonly greaterIncludesSecond?: boolean;
  /** Activity logs over a longer span than this many days answer 500, as Intercom's do at some length. Default: any span is answered. */
  readonly activityLogDays?: number;
  /** Whether an archived contact answers 404 to whoever reads or writes it by its ids, as users report of Intercom. Default: no. */
  readonly hidesArchived?: boolean;
  /** Seconds that a bulk job takes after its last task came. Default: 2. */
  readonly bulkJobSeconds?: number;
  /** Further operations. They win over the sandbox's own. */
  readonly routes?: readonly Route[];
}

/** A request as it reaches the sandbox: an absolute URL, header names in lower case, the raw body. */
export interface SandboxRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
}

/** What the sandbox answers, and what is to happen to it on its way. */
export interface SandboxAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
  readonly faults: readonly Fault[];
}

/** Called for each request before it is answered; a spec can change records in it. */
export type RequestHook = (request: LoggedRequest) => void | Promise<void>;

interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Intercom in memory: answers requests from a workspace, without a network. `startSandbox` puts it behind HTTP. */
export class FakeIntercom {
  readonly token: string;
  readonly options: SandboxOptions;
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  readonly #tokens: ReadonlySet<string>;
  readonly #router: Router;
  readonly #hooks = new Set<RequestHook>();
  #clock: Clock;
  #workspace: Workspace;
  #rateLimit: RateLimit;

  /** Throws a RangeError for an unknown time zone. */
  constructor(options: SandboxOptions = {}) {
    this.options = options;
    const tokens = typeof options.token === 'string' ? [options.token] : (options.token ?? ['sandbox-token']);
    this.#tokens = new Set(tokens);
    this.token = tokens[0] ?? '';
    this.#router = options.routes ? new Router([...options.routes, ...routes]) : ownRouter();
    checkTimezone(options.timezone ?? 'UTC');
    [this.#clock, this.#workspace, this.#rateLimit] = begin(options);
  }

  get clock(): Clock {
    return this.#clock;
  }

  get workspace(): Workspace {
    return this.#workspace;
  }

  get rateLimit(): RateLimit {
    return this.#rateLimit;
  }

  /** Starts over, as if new: workspace, clock, budget, faults, log and hooks. */
  reset(): void {
    [this.#clock, this.#workspace, this.#rateLimit] = begin(this.options);
    this.faults.clear();
    this.requests.clear();
    this.#hooks.clear();
  }

  /** Adds a hook; the result takes it off again. */
  onRequest(hook: RequestHook): () => void {
    this.#hooks.add(hook);
    return () => {
      this.#hooks.delete(hook);
    };
  }

  /** Answers one request. Faults that concern the connection are only named in the answer: whoever delivers it acts on them. */
  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    const url = new URL(request.url);
    const version = request.headers['intercom-version'] ?? DEFAULT_VERSION;
    const match = this.#router.match(request.method, url.pathname, version);
    const body = parse(request.body);
    const logged = logEntry(request, url, match, body);
    this.requests.add(logged);
    for (const hook of this.#hooks) await hook(logged);
    const immune = match?.route.immune === true;
    const faults = immune ? [] : this.faults.draw(match?.route.request);
    const fault = faults.find((one) => one.kind !== 'latency');
    const requestId = randomUUID();
    const allowance = match?.route.open ? { headers: {} } : this.#allow(request, immune);
    let outcome: Outcome = { status: 200, body: undefined };
    if (!fault || acts(fault))
      outcome = this.#outcome(request, url, version, match, body, allowance.refusal, requestId);
    if (fault?.kind === 'status' || fault?.kind === 'rateLimit') outcome = faultOutcome(fault, requestId);
    const html = fault?.kind === 'status' && fault.html === true;
    const headers: Record<string, string> = {
      Date: new Date(this.#clock.now() * 1000).toUTCString(),
      'X-Request-Id': requestId,
      'Intercom-Version': version,
      ...(fault?.kind === 'rateLimit' && fault.headers === false ? {} : allowance.headers),
      ...outcome.headers,
    };
    if (outcome.body === undefined) return { status: outcome.status, headers, body: '', faults };
    if (outcome.body instanceof FileAnswer) {
      const { status, content, headers: own } = outcome.body;
      return { status, headers: { ...headers, ...own }, body: content, faults };
    }
    headers['Content-Type'] = html ? 'text/html' : 'application/json; charset=utf-8';
    const text = html ? String(outcome.body) : JSON.stringify(outcome.body);
    return { status: outcome.status, headers, body: fault?.kind === 'brokenJson' ? half(text) : text, faults };
  }

  #allow(request: SandboxRequest, immune: boolean): { refusal?: Refusal; headers: Readonly<Record<string, string>> } {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !this.#tokens.has(token)) {
      return { refusal: new Refusal(401, 'unauthorized', 'This access token is not valid'), headers: {} };
    }
    if (immune) return { headers: {} };
    const { allowed, headers } = this.#rateLimit.take(token);
    if (allowed) return { headers };
    return { refusal: new Refusal(429, 'rate_limit_exceeded', 'The rate limit is used up'), headers };
  }

  #outcome(
    request: SandboxRequest,
    url: URL,
    version: string,
    match: Match | undefined,
    body: unknown,
    refusal: Refusal | undefined,
    requestId: string,
  ): Outcome {
    try {
      if (refusal) throw refusal;
      if (rank(version) === -1) {
        throw new Refusal(400, 'intercom_version_invalid', 'The Intercom-Version header names no known version');
      }
      if (!match) throw new Refusal(404, 'not_found', `There is nothing at ${request.method} on this path`);
      const { route, values } = match;
      if (!match.offered) {
        if (route.lacking) throw new Refusal(400, route.lacking, `Version ${version} lacks this resource`);
        throw new Refusal(404, 'not_found', `Version ${version} has no such operation`);
      }
      // A form's fields are nothing that the sandbox keeps.
      const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
      if (request.body && !isForm && !isObject(body))
        throw new Refusal(400, 'parameter_invalid', 'The body is no JSON object');
      const answer = route.handle({
        workspace: this.#workspace,
        intercom: this,
        version,
        path: (name) => values.get(name) ?? '',
        query: url.searchParams,
        body: isObject(body) ? body : {},
        hasToken: request.headers.authorization !== undefined,
        url,
      });
      return { status: route.status ?? 200, body: answer };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message, details } = error;
      const refused = { status, body: errorList(requestId, code, message, details.field) };
      return details.headers ? { ...refused, headers: details.headers } : refused;
    }
  }
}

let own: Router | undefined;

// The routes are the same for all sandboxes; specs start thousands of them.
function ownRouter(): Router {
  own ??= new Router(routes);
  return own;
}

function begin(options: SandboxOptions): [Clock, Workspace, RateLimit] {
  const clock = new Clock(options.now);
  const workspace = new Workspace({
    clock,
    timezone: options.timezone ?? 'UTC',
    indexLag: options.indexLagSeconds ?? 0,
    bulkJobSeconds: options.bulkJobSeconds ?? 2,
  });
  seedWorkspace(workspace, options.seed ?? 'empty');
  const limit = options.rateLimit ?? { limit: clock.standing ? 1_000_000 : 1_667, windowSeconds: 10 };
  return [clock, workspace, new RateLimit(limit, clock)];
}

function parse(body: string | undefined): unknown {
  if (!body) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function logEntry(request: SandboxRequest, url: URL, match: Match | undefined, body: unknown): LoggedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'authorization' && value !== undefined) headers[name] = value;
  }
  return {
    method: request.method,
    path: url.pathname,
    route: match?.route.request,
    query: Object.fromEntries(url.searchParams),
    headers,
    body,
  };
}

// Whether the operation is carried out although its caller will not hear of it as usual.
function acts(fault: Fault): boolean {
  if (fault.kind === 'rateLimit') return false;
  if (fault.kind === 'status') return fault.acts === true;
  if (fault.kind === 'reset' || fault.kind === 'stall') return fault.at === 'body' || fault.acts === true;
  return true;
}

function faultOutcome(fault: Extract<Fault, { kind: 'status' | 'rateLimit' }>, requestId: string): Outcome {
  if (fault.kind === 'rateLimit') {
    const body = errorList(requestId, 'rate_limit_exceeded', 'The rate limit is used up');
    return fault.retryAfter === undefined
      ? { status: 429, body }
      : { status: 429, body, headers: { 'Retry-After': String(fault.retryAfter) } };
  }
  const { status, code = CODES[status] ?? 'server_error', message = 'Something went wrong', headers = {} } = fault;
  if (fault.html) {
    return {
      status,
      headers,
      body: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
    };
  }
  return { status, headers, body: errorList(requestId, code, message) };
}

const CODES: Readonly<Record<number, string>> = {
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limit_exceeded',
  503: 'service_unavailable',
};

const half = (text: string): string => text.slice(0, Math.max(1, Math.floor(text.length / 2)));
