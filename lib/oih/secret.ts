import { isObject } from '../intercom/answer';
import { IntercomError } from '../intercom/errors';
import { TOKEN_KEYS } from './credentials';
import { askService } from './service';
import type { Config, TaskExec, TokenData } from './types';

/** The step's secret could not be read. Nothing was done yet, and time mends it. */
export class SecretUnavailableError extends IntercomError {
  override readonly retryable = true;
}

/** A secret for this component holds at least one of these. */
const KEYS = [...TOKEN_KEYS, 'webhookToken', 'clientSecret'];

/**
 * The step's config with its secret. Ferryman makes an empty secret of a service that failed (2.4.7, lib/ferryman.js,
 * fetchSecret), and for want of a token the message would be lost; so where nothing of a secret is there, the service is
 * asked once more. A secret that holds nothing for us, or that this flow may not read, leaves the config as it was.
 * Throws SecretUnavailableError.
 */
export async function withSecret(config: Config, tokenData: TokenData, step: TaskExec): Promise<Config> {
  if (holdsAny(config)) return config;
  const secret = await readSecret(tokenData, step);
  return secret && holdsAny(secret) ? { ...config, ...secret } : config;
}

/**
 * What the step's secret holds, as the service says now: nothing for one that this flow may not read, undefined where
 * the step has none. Throws SecretUnavailableError.
 */
export async function readSecret({ secretId, apiKey }: TokenData, step: TaskExec): Promise<Config | undefined> {
  const base = step.getConfig?.()?.SECRET_SERVICE_BASE_URL;
  if (!secretId || !apiKey || typeof base !== 'string') return undefined;
  const answer = await askService(`${base}/secrets/${encodeURIComponent(secretId)}`, apiKey);
  if (!answer) throw unavailable('it gave no answer');
  const { status, body } = answer;
  // No permission, or no such secret, is for a person to mend; 408 and 429 are not.
  if (status >= 500 || status === 408 || status === 429) throw unavailable(`it answered ${status}`);
  return contentOf(isObject(body) ? body.data : undefined);
}

function holdsAny(config: Config): boolean {
  return KEYS.some((key) => typeof config[key] === 'string' && config[key] !== '');
}

/** As ferryman reads it: MIXED keeps its keys in a text of JSON (lib/ferryman.js, fetchSecret). */
function contentOf(data: unknown): Config {
  const value = isObject(data) && isObject(data.value) ? data.value : {};
  if (!isObject(data) || data.type !== 'MIXED' || typeof value.payload !== 'string') return value;
  try {
    const payload: unknown = JSON.parse(value.payload);
    return isObject(payload) ? payload : {};
  } catch {
    return { payload: value.payload };
  }
}

function unavailable(why: string): SecretUnavailableError {
  return new SecretUnavailableError(
    `The platform's secret service did not hand over the step's credential (${why}), so nothing was done.`,
  );
}
