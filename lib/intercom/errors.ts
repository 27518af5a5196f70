/** Everything this component throws on purpose. The message says what happened, where, and what to do. */
export class IntercomError extends Error {
  /** True where the same request may be made again later without acting twice. */
  readonly retryable: boolean = false;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The step or its credential is set up wrongly; no request was made. */
export class ConfigurationError extends IntercomError {}

/** Of a batch with ten thousand bad records, so many problems are told: enough to see what is wrong. */
const MOST_TOLD = 50;

/** The message does not fit the operation; `problems` names every bad field, and no request was made. */
export class InvalidInputError extends IntercomError {
  constructor(
    where: string,
    readonly problems: readonly string[],
  ) {
    const more = problems.length > MOST_TOLD ? `; and ${problems.length - MOST_TOLD} more` : '';
    super(`${where}: ${problems.slice(0, MOST_TOLD).join('; ')}${more}`);
  }
}

/** Intercom gave no whole answer: refused, reset, timed out. */
export class ConnectionError extends IntercomError {
  constructor(
    message: string,
    override readonly retryable: boolean,
  ) {
    super(message);
  }
}

/** The answer is larger than a process has room for. */
export class AnswerTooLargeError extends ConnectionError {}

export interface ApiErrorFacts {
  /** HTTP status. */
  status: number;
  /** Intercom's error code, such as `not_found`; absent where a gateway answered. */
  code?: string;
  /** Intercom's id for the exchange, to quote to its support. */
  requestId?: string;
  /** The other record's id, where Intercom refuses to create what exists. */
  conflictingId?: string;
  /** Whether that other record is archived, as far as Intercom says so. */
  conflictArchived?: boolean;
  /** The id of the record into which the one asked for was merged. */
  mergedInto?: string;
  retryable: boolean;
}

/** Intercom answered, and refused. */
export class ApiError extends IntercomError {
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly conflictingId: string | undefined;
  readonly conflictArchived: boolean;
  readonly mergedInto: string | undefined;
  override readonly retryable: boolean;

  constructor(message: string, facts: ApiErrorFacts) {
    super(message);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.conflictingId = facts.conflictingId;
    this.conflictArchived = facts.conflictArchived ?? false;
    this.mergedInto = facts.mergedInto;
    this.retryable = facts.retryable;
  }
}

/** The rate limit is spent, for longer than this process is willing to wait. */
export class RateLimitError extends ApiError {
  constructor(
    message: string,
    /** Milliseconds until the next window, as far as anyone knows. */
    readonly retryAfterMs: number,
    requestId?: string,
  ) {
    super(message, { status: 429, code: 'rate_limit_exceeded', retryable: true, ...(requestId && { requestId }) });
  }
}

/** Whether Intercom has no such record (any more): 404, or 410 for a contact that was merged into another. */
export function isGone(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}
