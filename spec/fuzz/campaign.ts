import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { ActionDeclaration, CompositeDeclaration } from '../../lib/action';
import { type Operation, placeholdersOf, splitRequest } from '../../lib/intercom/operation';
import type { JsonSchema } from '../../lib/schema';
import type { WebhookProcess } from '../../lib/webhook';
import { onEmbeddedLog } from '../../tools/oih/embeddedStep';
import { arbitraryFor } from '../support/arbitrary';
import { load, ROOT, type Run, type RunOptions, runModule } from '../support/component';
import { ADDRESS, type Break, breaksOf, CORES, fitting, isRecord, TEXT } from './inputs';
import type { Heard, Reply, Wire } from './wire';

/** What a campaign came to, and what it found wrong: nothing, if all is well. */
export interface Outcome {
  functions: number;
  inputs: number;
  refused: number;
  sent: number;
  /** Runs in which a request was tried again. */
  repeated: number;
  leaks: number;
  /** Each with the seed's counterexample, made as small as it gets. */
  findings: string[];
}

export interface CampaignOptions {
  seed: number;
  /** Inputs of each kind for each function. */
  runs: number;
  /** Only functions whose names this finds. */
  only?: RegExp;
}

interface Loaded {
  operation?: ActionDeclaration;
  composite?: CompositeDeclaration;
  handled?: boolean;
}

/** A run that found something wrong. */
class Finding extends Error {}

const PUBLISHED = join(ROOT, 'schemas', 'published');
/** Milliseconds; no run has a reason to wait, since the wire asks for longer than anyone's patience. */
const LONGEST_RUN = 10_000;
const KNOWN_ERRORS = /^(ConfigurationError|InvalidInputError|ConnectionError|ApiError|RateLimitError|[A-Z]\w+Error)$/;
/** Errors of the language: nobody threw them on purpose. */
const CRASHES = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'URIError',
  'EvalError',
  'AssertionError',
]);

/** What is wrong everywhere is found often enough: to look for the smallest example takes long. */
const MOST_FINDINGS = 5;
/** Milliseconds for one property, the search for a smaller counterexample included. */
const LONGEST = 120_000;

let runCount = 0;
/** A token of its own for each run, so that no run waits for another one's rate limit. */
function freshToken(): string {
  runCount += 1;
  return `${CORES.token}-${process.pid}-${runCount}`;
}

export function functionNames(kind: 'actions' | 'triggers'): string[] {
  const component: Record<string, Record<string, unknown>> = JSON.parse(
    readFileSync(join(ROOT, 'component.json'), 'utf8'),
  );
  return Object.keys(component[kind] ?? {}).sort();
}

function schemaOf(name: string, way: 'in' | 'out'): JsonSchema {
  return JSON.parse(readFileSync(join(PUBLISHED, `${name}.${way}.json`), 'utf8'));
}

function hasSchema(name: string): boolean {
  return readdirSync(PUBLISHED).includes(`${name}.in.json`);
}

/** Answers that a run may meet, one after the other. */
function repliesFor(name: string): fc.Arbitrary<Reply[]> {
  const harmless: unknown = {
    type: 'record',
    id: '7522907',
    name: 'a record',
    status: 'completed',
    job_identifier: 'job-1',
    data: [],
    pages: { type: 'pages', page: 1, total_pages: 1 },
    total_count: 0,
  };
  const ok = fc.constant<Reply>({ status: 200, body: harmless });
  const likely = arbitraryFor(schemaOf(name, 'out')).map((body): Reply => ({ status: 200, body }));
  const odd = fc.constantFrom<Reply>(
    { status: 202 },
    { status: 200, body: 'plain text' },
    { status: 200, body: [] },
    { status: 200, body: null, headers: { 'retry-after': '3600' } },
    { status: 200, body: { type: 'list', data: [null, 5, 'text', { id: 5 }, []] } },
  );
  const refusal = fc
    .tuple(fc.constantFrom(400, 401, 403, 404, 409, 410, 422, 429, 500, 503), fc.constantFrom('json', 'html', 'broken'))
    .map(([status, quotes]): Reply => ({ status, quotes: quotes as 'json' }));
  // Tried again at once, which is logged.
  const passing = fc
    .constantFrom(500, 503)
    .map((status): Reply => ({ status, quotes: 'json', headers: { 'retry-after': '0' } }));
  const broken = fc.constantFrom<Reply>(
    { status: 200, quotes: 'html' },
    { status: 200, quotes: 'broken' },
    { status: 302, quotes: 'redirect' },
  );
  const one = fc.oneof(
    { weight: 3, arbitrary: ok },
    { weight: 2, arbitrary: likely },
    odd,
    { weight: 4, arbitrary: refusal },
    passing,
    broken,
  );
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

/** All that is left of a run, and where a canary may be found. */
interface Told {
  run: Run;
  heard: Heard[];
  /** Every line that anything logged meanwhile. */
  lines: string[];
  token: string;
}

async function tell(wire: Wire, name: string, replies: Reply[], options: RunOptions): Promise<Told> {
  const token = freshToken();
  const heard = wire.expect(token, replies);
  const lines: string[] = [];
  const stop = onEmbeddedLog((record) => lines.push(inspect(record, { depth: 8 })));
  const unhandled = (reason: unknown) => lines.push(`UNHANDLED ${inspect(reason)}`);
  const warned = (warning: Error) => lines.push(`WARNING ${inspect(warning)}`);
  process.on('warning', warned);
  process.prependListener('unhandledRejection', unhandled);
  let timer: NodeJS.Timeout | undefined;
  try {
    const module = await load(name);
    const run = await Promise.race([
      runModule(module, name, {
        tokenData: { function: name, flowId: 'flow-fuzz', stepId: 'step-fuzz', apiKey: `${CORES.token}-iam` },
        settings: { ATTACHMENT_STORAGE_SERVICE_BASE_URL: `${wire.url}/storage` },
        ...options,
        config: { accessToken: token, baseUrl: wire.url, waitSeconds: 0, ...options.config },
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Finding(`does not end within ${LONGEST_RUN / 1000} s`)), LONGEST_RUN);
      }),
    ]);
    // What is not awaited rejects a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    if (lines.some((line) => line.startsWith('UNHANDLED')))
      throw new Finding(lines.find((l) => l.startsWith('UNHANDLED')) ?? '');
    return { run, heard, lines, token };
  } finally {
    clearTimeout(timer);
    stop();
    process.off('warning', warned);
    process.off('unhandledRejection', unhandled);
    wire.forget(token);
  }
}

/** Throws where something crashed, or where a canary is where it should not be. */
function requireSound({ run, heard, lines }: Told, outcome: Outcome): void {
  if (run.log.some((line) => line.includes('trying again'))) outcome.repeated += 1;
  for (const error of [...run.errors, ...run.rebounds]) {
    // A rebound is an Error of ours by now, with nothing but a message.
    const crashed = run.errors.includes(error) && (CRASHES.has(error.name) || !KNOWN_ERRORS.test(error.name));
    if (crashed) throw new Finding(`crashes: ${error.stack}`);
  }
  const places: [string, unknown][] = [
    ['a log line', [...lines, ...run.log]],
    ['an error', run.errors.map(everything)],
    ['a rebound', run.rebounds.map(everything)],
    ['a snapshot', run.snapshots],
    // Ids, and the topic of a notification, are what they are.
    [
      'metadata',
      run.emitted.map(({ metadata }) => ({
        ...Object(metadata),
        recordUid: '',
        notificationId: '',
        topic: '',
      })),
    ],
  ];
  for (const [where, what] of places) {
    const text =
      typeof what === 'string' ? what : inspect(what, { depth: 12, maxArrayLength: null, maxStringLength: null });
    for (const [kind, core] of Object.entries(CORES)) {
      const at = text.toLowerCase().indexOf(core);
      if (at < 0) continue;
      outcome.leaks += 1;
      throw new Finding(`leaks the ${kind} in ${where}: …${text.slice(Math.max(0, at - 200), at + 100)}…`);
    }
  }
  const data = JSON.stringify(run.emitted) ?? '';
  const echoed = data.toLowerCase().includes(CORES.token);
  if (echoed) {
    outcome.leaks += 1;
    throw new Finding('leaks the token in a message');
  }
  for (const { url, headers, body } of heard) {
    const others = JSON.stringify({ url, body, headers: { ...headers, authorization: undefined } });
    if (others.toLowerCase().includes(CORES.token)) {
      outcome.leaks += 1;
      throw new Finding(`sends the token elsewhere than in authorization: ${others}`);
    }
    if (/(^|\/)(\.|%2e){1,2}(\/|$|\?)/i.test(url.split('?')[0] ?? '')) throw new Finding(`leaves its route: ${url}`);
  }
}

/** All that an error holds, except what ferryman itself hangs on it on its way (lib/emitter.js) and takes off again. */
function everything(error: Error): string {
  Reflect.deleteProperty(error, 'passedCfg');
  return `${error.name} ${error.message} ${error.stack} ${inspect(error, { depth: 8, showHidden: true })}`;
}

function nothingYet(functions: number): Outcome {
  return { functions, inputs: 0, refused: 0, sent: 0, repeated: 0, leaks: 0, findings: [] };
}

/** Inputs that fit reach the wire, as declared and whole; inputs broken in one place are refused before it. */
export async function fuzzActions(wire: Wire, options: CampaignOptions): Promise<Outcome> {
  const names = functionNames('actions').filter((name) => hasSchema(name) && (options.only?.test(name) ?? true));
  const outcome = nothingYet(names.length);
  const routes = await allRoutes();
  for (const name of names) {
    const schema = schemaOf(name, 'in');
    const { default: check }: { default: (value: unknown) => boolean } = await import(
      join(ROOT, 'dist', 'validators', `${name}.js`)
    );
    const inputs = fitting(schema).filter((input) => check(input));
    const declared = declaredOf(await load(name));
    await property(outcome, name, options, fc.tuple(inputs, repliesFor(name)), async ([input, replies]) => {
      const told = await send(wire, name, input, replies, outcome);
      requireFitting(declared, input, told, routes, outcome);
    });
    const broken = inputs.chain((input) => {
      const breaks = breaksOf(schema, input);
      return breaks.length > 0 ? fc.constantFrom(...breaks) : fc.constant(undefined);
    });
    await property(outcome, name, options, broken, async (one) => {
      if (!one) return;
      const told = await send(wire, name, one.broken(), [{ status: 200, body: {} }], outcome);
      requireRefused(one, told);
      outcome.refused += 1;
    });
  }
  return outcome;
}

async function send(
  wire: Wire,
  name: string,
  input: Record<string, unknown>,
  replies: Reply[],
  outcome: Outcome,
): Promise<Told> {
  outcome.inputs += 1;
  const data = structuredClone(input);
  const message = { data, metadata: {} };
  const told = await tell(wire, name, replies, { message });
  if (!isDeepStrictEqual(data, input)) throw new Finding('changes its input');
  requireSound(told, outcome);
  return told;
}

function requireRefused({ place, kind }: Break, { run, heard }: Told): void {
  const what = `what is broken (${kind} at ${place})`;
  if (heard.length > 0) throw new Finding(`sends ${what}: ${heard[0]?.method} ${heard[0]?.url}`);
  const [error] = run.errors;
  if (error?.name !== 'InvalidInputError') throw new Finding(`takes ${what}: ${error ?? 'no error'}`);
  if (!error.message.includes(place)) throw new Finding(`does not name ${what}: ${error.message}`);
}

interface Declared {
  plain?: ActionDeclaration;
  routes: Operation['request'][] | undefined;
}

function declaredOf(module: unknown): Declared {
  const { operation, composite, handled } =
    isRecord(module) && typeof module.process === 'function' ? (module.process as Loaded) : {};
  if (operation && !handled) return { plain: operation, routes: [operation.request] };
  // sendRequest goes where the person says.
  if (operation?.request.endsWith(' /{path}')) return { routes: undefined };
  return { routes: operation ? [operation.request] : (composite?.calls.map(({ request }) => request) ?? []) };
}

async function allRoutes(): Promise<RegExp[]> {
  const found: RegExp[] = [];
  for (const name of functionNames('actions')) {
    const { plain } = declaredOf(await load(name));
    if (plain) found.push(patternOf(plain.request));
  }
  return found;
}

/** Method and path of a route, each placeholder one segment. */
function patternOf(request: Operation['request']): RegExp {
  const literal = request.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('([^/?#]+)')}$`);
}

/** An input that fits is sent, unless a step of its own refuses it with words; what is sent is as declared. */
function requireFitting(
  { plain, routes }: Declared,
  input: Record<string, unknown>,
  { run, heard }: Told,
  all: RegExp[],
  outcome: Outcome,
): void {
  const [error] = run.errors;
  if (heard.length === 0) {
    const named = plain ? placeholdersOf(plain.request).map((name) => String(input[name]).trim()) : [];
    const unfitPath = error?.name === 'InvalidInputError' && (!plain || named.some((id) => /^\.{0,2}$/.test(id)));
    // What makes several calls may need none: an upsert lets deletions pass, a deletion all else.
    const silent = !plain && !error;
    if (!unfitPath && !silent) throw new Finding(`does not send what fits: ${error ?? 'no error'}`);
    outcome.refused += 1;
    return;
  }
  outcome.sent += 1;
  const elsewhere = /^GET \/elsewhere\//; // Where the wire redirects a download.
  const allowed = [...(plain ? [] : [...all, elsewhere]), ...(routes ?? []).map(patternOf)];
  for (const { method, url } of routes ? heard : []) {
    const line = `${method} ${url.split('?')[0]}`;
    if (!allowed.some((pattern) => pattern.test(line))) throw new Finding(`sends what is not declared: ${line}`);
  }
  if (plain) requireWhole(plain, input, heard[0]);
}

/** Every value of the input is where it belongs, and there is nothing else. */
function requireWhole(operation: ActionDeclaration, input: Record<string, unknown>, heard: Heard | undefined): void {
  if (!heard) return;
  const { method } = splitRequest(operation.request);
  const [path = '', search = ''] = heard.url.split('?', 2);
  const names = placeholdersOf(operation.request);
  const values = patternOf(operation.request).exec(`${heard.method} ${path}`)?.slice(1) ?? [];
  names.forEach((name, index) => {
    if (decodeURIComponent(values[index] ?? '') !== String(input[name]).trim())
      throw new Finding(`sends another ${name} than it was given: ${heard.url}`);
  });
  const theirs = (name: string) => operation.rename?.[name] ?? name;
  const rest = Object.entries(input).filter(([name]) => !names.includes(name));
  const inQuery = (name: string) => method === 'GET' || operation.query?.includes(name) === true;
  const wanted = rest
    .filter(([name]) => inQuery(name))
    .flatMap((entry) => (operation.unfold?.includes(entry[0]) ? Object.entries<unknown>(Object(entry[1])) : [entry]))
    .flatMap(([name, value]) => queryOf(theirs(name), value));
  const query = [...new URLSearchParams(search)].map(([name, value]) => `${name}=${value}`);
  requireSame('the query', query.sort(), wanted.sort());
  const body = Object.fromEntries(
    rest.filter(([name]) => !inQuery(name)).map(([name, value]) => [theirs(name), value]),
  );
  if (operation.multipart) {
    for (const name of Object.keys(body))
      if (!heard.body.includes(`name="${name}"`)) throw new Finding(`loses ${name}`);
    return;
  }
  requireSame('the body', heard.body === '' ? {} : JSON.parse(heard.body), JSON.parse(JSON.stringify(body)));
}

/** As Intercom's descriptions have lists in a query: `a,b`. No object belongs there. */
function queryOf(name: string, value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.every((one) => one !== undefined && typeof one !== 'object') ? [`${name}=${values.join(',')}`] : [];
}

function requireSame(what: string, found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted))
    throw new Finding(`${what} is not what was given: ${JSON.stringify(found)} for ${JSON.stringify(wanted)}`);
}

type Given = [config: Record<string, unknown>, snapshot: unknown, replies: Reply[], message: unknown];

/** Triggers that poll, with rubbish as their fields and as their state. */
export async function fuzzPolling(wire: Wire, options: CampaignOptions): Promise<Outcome> {
  return fuzzTriggers(wire, options, 'trigger', {}, pollingFields);
}

/** Triggers that a notification starts, with anything as its body; the credential does not matter to most. */
export async function fuzzWebhooks(wire: Wire, options: CampaignOptions): Promise<Outcome> {
  return fuzzTriggers(wire, options, 'webhook', { trust: 'none', refetch: true }, webhookFields);
}

async function fuzzTriggers(
  wire: Wire,
  options: CampaignOptions,
  kind: 'trigger' | 'webhook',
  fixed: Record<string, unknown>,
  fields: Fields,
): Promise<Outcome> {
  const names: string[] = [];
  for (const name of functionNames('triggers')) {
    if (isKind(await load(name), kind) && (options.only?.test(name) ?? true)) names.push(name);
  }
  const outcome = nothingYet(names.length);
  for (const name of names) {
    const given: fc.Arbitrary<Given> = fc.tuple(
      someOf(fields),
      rubbishState,
      repliesFor(name),
      messageFor(await topicsOf(name)),
    );
    await property(outcome, name, options, given, async ([config, snapshot, replies, message]) => {
      outcome.inputs += 1;
      const told = await tell(wire, name, replies, {
        config: { ...fixed, ...config },
        snapshot,
        message: message as RunOptions['message'],
      });
      requireSound(told, outcome);
      if (told.heard.length > 0) outcome.sent += 1;
      else outcome.refused += 1;
    });
  }
  return outcome;
}

function isKind(module: unknown, key: 'trigger' | 'webhook'): boolean {
  return isRecord(module) && typeof module.process === 'function' && key in module.process;
}

const rubbish: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(ADDRESS, TEXT, '', ' ', 'true', 'beginning', 'now', '2026-01-31', '-1', '1e9', '__proto__'),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1767225600,
    8.64e12,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_VALUE,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The topics that start a trigger, where it is one of webhooks. */
async function topicsOf(name: string): Promise<readonly string[]> {
  const module = await load(name);
  const process =
    isRecord(module) && typeof module.process === 'function' ? (module.process as Partial<WebhookProcess>) : {};
  return process.webhook?.topics ?? [];
}

type Fields = Record<string, fc.Arbitrary<unknown>>;

const pollingFields: Fields = {
  startFrom: fc.oneof(fc.constantFrom('beginning', 'now', '2026-01-31'), rubbish),
  overlapSeconds: fc.oneof(fc.constant('300'), rubbish),
  maxItems: fc.oneof(fc.integer({ min: 1, max: 3 }), rubbish),
  filter: fc.oneof(fc.constant({ field: 'role', operator: '=', value: TEXT }), rubbish),
  emit: fc.oneof(fc.constantFrom('page', 'items'), rubbish),
  fields: fc.oneof(fc.constantFrom('tags', 'notes,companies'), rubbish),
  role: fc.oneof(fc.constantFrom('user', 'any'), rubbish),
  deletes: rubbish,
  customMapping: rubbish,
  skipTransformation: rubbish,
  nodeSettings: rubbish,
  apiVersion: fc.oneof(fc.constantFrom('2.16', 'Preview', '2.8'), rubbish),
  ticketTypeId: rubbish,
  authors: rubbish,
  partTypes: rubbish,
  eventTypes: rubbish,
};
const webhookFields: Fields = {
  refetch: fc.oneof({ weight: 4, arbitrary: fc.constant('true') }, rubbish),
  topics: fc.oneof(fc.constantFrom('contact.*', 'ping'), rubbish),
  appId: rubbish,
  webhookToken: fc.oneof(fc.constant('hook-0123456789abcdef'), rubbish),
  trust: rubbish,
  clientSecret: rubbish,
};

/** A few of the fields: rubbish in all of them at once would mean that none ever gets to the wire. */
function someOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(fields);
  const some = fc.subarray(names, { maxLength: 2 });
  return fc
    .tuple(some, fc.record(fields, { noNullPrototype: true }))
    .map(([chosen, all]) => Object.fromEntries(Object.entries(all).filter(([name]) => chosen.includes(name))));
}

const seconds = fc.oneof(fc.integer({ min: 0, max: 2_000_000_000 }), rubbish);
const rubbishState = fc.oneof(
  fc.constant({}),
  rubbish,
  fc.record(
    {
      v: fc.oneof(fc.constant(1), rubbish),
      from: seconds,
      watermark: seconds,
      cursor: seconds,
      seen: fc.oneof(
        fc.constant({ '65a0c0ffee0000000000a001': '1767614390 x3Jk9aQ0' }),
        fc.dictionary(fc.string(), rubbish),
        rubbish,
      ),
      sent: rubbish,
      open: rubbish,
      removals: rubbish,
    },
    { requiredKeys: ['watermark'], noNullPrototype: true },
  ),
);

const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('65a0c0ffee0000000000a001', TEXT, ADDRESS, '../me') },
  rubbish,
);
const record = fc.record(
  {
    type: fc.constantFrom('contact', 'conversation', 'ticket', 'company', 'article', 'event', 'call'),
    id,
    email: fc.constant(ADDRESS),
    contact: fc.oneof(fc.record({ type: fc.constant('contact'), id }), rubbish),
    tag: rubbish,
    ticket: fc.oneof(fc.record({ type: fc.constant('ticket'), id }), rubbish),
    company: rubbish,
  },
  { requiredKeys: ['type', 'id'], noNullPrototype: true },
);

/** Mostly what the values are; now and then anything. */
function mostly<T>(values: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: rubbish });
}

/** What may come to a trigger: nothing, a schedule's message, a notification of its topics or of others, anything. */
function messageFor(topics: readonly string[]): fc.Arbitrary<unknown> {
  const notification = fc.record(
    {
      type: fc.constant('notification_event'),
      id: mostly(fc.uuid()),
      topic: mostly(fc.constantFrom('ping', 'ticket.created', 'contact.user.created', ...topics)),
      app_id: mostly(fc.constant('abc123')),
      created_at: mostly(fc.constant(1767225600)),
      data: mostly(fc.record({ type: fc.constant('notification_event_data'), item: mostly(record) })),
    },
    { requiredKeys: ['type', 'topic', 'data'], noNullPrototype: true },
  );
  const message = fc.record(
    {
      data: mostly(notification),
      metadata: mostly(fc.constant({})),
      method: mostly(fc.constant('POST')),
      headers: mostly(fc.constant({ 'x-hub-signature': `sha1=${'0'.repeat(40)}`, host: ADDRESS })),
      query: mostly(fc.constant({ token: 'hook-0123456789abcdef' })),
    },
    { requiredKeys: ['data'], noNullPrototype: true },
  );
  return fc.oneof({ weight: 9, arbitrary: message }, fc.constant(undefined));
}

/** Runs a property with the campaign's seed and notes what fails; one finding for each function is enough. */
async function property<T>(
  outcome: Outcome,
  name: string,
  { seed, runs }: CampaignOptions,
  given: fc.Arbitrary<T>,
  holds: (given: T) => Promise<void>,
): Promise<void> {
  if (outcome.findings.length >= MOST_FINDINGS) return;
  const details = await fc.check(fc.asyncProperty(given, holds), {
    // Not the same dice for each function, or what a seed leaves out is left out everywhere.
    seed: [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed),
    numRuns: runs,
    interruptAfterTimeLimit: LONGEST,
  });
  if (!details.failed) return;
  const error = details.errorInstance;
  const why = error instanceof Finding ? error.message : inspect(error);
  outcome.findings.push(`${name} ${why}\n    given ${JSON.stringify(details.counterexample)?.slice(0, 1500)}`);
}
