/** What a step gets and gives: ferryman passes on nothing else to the next step (OIH's flow orchestrator). */
export interface Message {
  data?: unknown;
  metadata?: Metadata;
  attachments?: Record<string, unknown>;
  /** In the message of a webhook: the request's method, its headers by their names in lower case, and its query. */
  method?: unknown;
  headers?: unknown;
  query?: unknown;
}

/** Ties a record to its twins in other applications. */
export interface Metadata {
  /** The hub's own id of the record. */
  oihUid?: string;
  /** The record's id in one application; in an incoming message, often another one than Intercom. */
  recordUid?: string;
  applicationUid?: string;
  [key: string]: unknown;
}

/** The step's fields, `nodeSettings` and the secret's content in one object; the secret wins. Never log it. */
export type Config = Readonly<Record<string, unknown>>;

/** Lines are printf-like strings; ferryman turns an object into `[object Object]`. */
export interface Logger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** What ferryman's TaskExec, the `this` of a `process`, offers to us. */
export interface TaskExec {
  emit(event: 'data' | 'snapshot' | 'rebound', payload: unknown): Promise<unknown>;
  logger: Logger;
  /** Goes up when a message could not be published: `emit` itself does not throw then. */
  errorCount: number;
  /** Ferryman's settings. */
  getConfig?(): Readonly<Record<string, unknown>> | undefined;
  /** Ferryman's wrapper of its broker connection, for special cases: this path leads to the socket. */
  __getAmqp?(): { amqp?: { connection?: { stream?: BrokerSocket } } } | undefined;
}

/** What we use of the socket to the broker, a net.Socket or a tls.TLSSocket. */
export interface BrokerSocket {
  setNoDelay?(noDelay: boolean): unknown;
  readonly writableCorked?: number;
  cork?(): void;
  uncork?(): void;
  write?(...chunk: unknown[]): boolean;
}

/** The decoded orchestrator token. `apiKey` opens the platform's services: never log it. */
export interface TokenData {
  function?: string;
  flowId?: string;
  stepId?: string;
  apiKey?: string;
  /** The id of the step's secret, where it has one. */
  secretId?: string;
}

/** What ferryman passes for a message of a flow. */
export type FlowCall = [
  message: Message | undefined,
  config: Config,
  snapshot?: unknown,
  headers?: unknown,
  tokenData?: TokenData,
];

/** Of express's request in REST mode, what we read (ferryman 2.4.7, lib/ferryman.js, setupRestAPI). */
export interface RestRequest {
  headers: { authorization?: string | undefined };
  ferryman: {
    /** The secret's content, `{}` where it could not be had; without a logger every failure throws. */
    fetchSecret(secretId: string, token: string, logger: { error(what: unknown): void }): Promise<unknown>;
  };
}

/** What ferryman passes in REST mode: express's request, response and next, then the body (2.4.7, lib/rest-api/processing.js). */
export type RestCall = [
  request: RestRequest,
  response: { json(body: unknown): unknown },
  next: (error: { status: number; message: string }) => void,
  body: { data?: unknown; secretId?: unknown },
];

/** The export that ferryman calls, with TaskExec as its `this`. */
export type Process = (this: TaskExec, ...call: FlowCall | RestCall) => Promise<void>;
