import { setTimeout as pause } from 'node:timers/promises';
import { isObject } from '../intercom/answer';
import { Intercom, type IntercomSettings } from '../intercom/client';
import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  IntercomError,
  InvalidInputError,
  RateLimitError,
} from '../intercom/errors';
import { credentials, MaskedSecretError } from '../oih/credentials';
import type { Config, RestCall, RestRequest } from '../oih/types';
import { answerTo } from './answer';

/** A person waits for the answer: less patience than a flow has, in milliseconds. */
const PATIENCE = { timeoutMs: 20_000, patienceMs: 5_000 } satisfies Partial<IntercomSettings>;

/** Ferryman itself waits for the secret service without an end. */
const SECRET_PATIENCE_MS = 10_000;
const NO_SECRET = "The platform's secret service did not give the secret. Try again later.";

/** The request is none that may be answered. */
class RefusedError extends IntercomError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Answers a question in ferryman's REST mode. That mode asks nobody who they are, so the caller's bearer token must open
 * the secret that is named: what Intercom's answers hold is as safe as the platform's secret service. Host, region and
 * token come from the secret; a caller names a dictionary or one of our operations, never an address.
 */
export async function answerRest(
  [request, response, next, body]: RestCall,
  secretPatienceMs = SECRET_PATIENCE_MS,
): Promise<void> {
  try {
    const { operationId, parameters, config } = questionIn(body);
    const secret = await secretOf(request, body.secretId, secretPatienceMs);
    const intercom = new Intercom({ ...credentials({ ...config, ...secret }), ...PATIENCE });
    response.json(await answerTo(intercom, operationId, parameters));
  } catch (error) {
    next({ status: statusOf(error), message: messageOf(error) });
  }
}

function questionIn({ data }: RestCall[3]): {
  operationId: string;
  parameters: Record<string, unknown>;
  config: Config;
} {
  if (!isObject(data)) throw new RefusedError(400, 'data must be an object with operationId, parameters and cfg.');
  const { operationId, parameters = {}, cfg = {} } = data;
  if (typeof operationId !== 'string' || operationId === '') {
    throw new RefusedError(
      400,
      'data.operationId must name a dictionary, such as tags, or a function that only reads.',
    );
  }
  if (!isObject(parameters)) throw new RefusedError(400, 'data.parameters must be an object.');
  if (!isObject(cfg)) throw new RefusedError(400, 'data.cfg must be an object.');
  if (cfg.baseUrl !== undefined) {
    throw new RefusedError(
      400,
      'data.cfg must not hold baseUrl: the token travels to that host, so only the secret may name it.',
    );
  }
  const { region, apiVersion } = cfg;
  return { operationId, parameters, config: { region, apiVersion } };
}

/**
 * The content of the secret that the caller names and may read. Ferryman puts the id into a path as it is, hence the
 * check. Its log lines are dropped: one of them holds the request with the caller's token.
 */
async function secretOf({ headers, ferryman }: RestRequest, secretId: unknown, patienceMs: number): Promise<Config> {
  const token = /^Bearer\s+([\x21-\x7e]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw new RefusedError(401, 'An Authorization header with a bearer token is needed.');
  if (typeof secretId !== 'string' || !/^[\w-]{1,100}$/.test(secretId)) {
    throw new RefusedError(400, 'secretId must be the id of a secret that holds the access token for Intercom.');
  }
  let failure: unknown;
  const fetched = ferryman.fetchSecret(secretId, token, {
    error: (what) => {
      failure ??= what;
    },
  });
  const tooLate = pause(patienceMs, undefined, { ref: false }).then(() => {
    throw new RefusedError(502, NO_SECRET);
  });
  const secret = await Promise.race([fetched, tooLate]);
  if (failure === undefined && isObject(secret)) return secret;
  const status = Number(/^Could not fetch Secret: (\d{3})/.exec(String(failure))?.[1]);
  if (status >= 400 && status < 500) {
    throw new RefusedError(403, 'The bearer token does not open this secret, or there is no such secret.');
  }
  throw new RefusedError(502, NO_SECRET);
}

/** What failed at Intercom is a bad gateway: a 401 of ours would say that the caller's own token is bad. */
function statusOf(error: unknown): number {
  if (error instanceof RefusedError) return error.status;
  if (error instanceof MaskedSecretError) return 403;
  if (error instanceof InvalidInputError || error instanceof ConfigurationError) return 400;
  if (error instanceof RateLimitError) return 429;
  if (error instanceof ApiError) return error.status === 404 ? 404 : 502;
  return error instanceof ConnectionError ? 504 : 500;
}

/** Our own errors hold nothing secret; of others nobody knows. */
function messageOf(error: unknown): string {
  if (error instanceof IntercomError) return error.message;
  return `lookup failed (${error instanceof Error ? error.name : 'unknown error'}).`;
}
