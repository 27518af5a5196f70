import { isObject } from '../intercom/answer';
import { ConfigurationError, IntercomError } from '../intercom/errors';
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
 * fetchSecret), and without it a step would go on with half of its config: for want of a token the message would be lost,
 * with another token in the fields it would go to another workspace, and a hook would ask for less proof than it should.
 * So where nothing shows that the secret has arrived, the service is asked once more, and the step does nothing without
 * an answer. Throws SecretUnavailableError; ConfigurationError where this flow may not read the secret, or there is none.
 */
export async function withSecret(config: Config, tokenData: TokenData, step: TaskExec): Promise<Config> {
  const { secretId, apiKey } = tokenData;
  const base = step.getConfig?.()?.SECRET_SERVICE_BASE_URL;
  if (!secretId || !apiKey || typeof base !== 'string' || hasArrived(config)) return config;
  const answer = await askService(`${base}/secrets/${encodeURIComponent(secretId)}`, apiKey);
  if (!answer) throw unavailable('it gave no answer');
  const { status, body } = answer;
  // No permission, or no such secret, is for a person to mend; 408 and 429 are not.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    throw new ConfigurationError(
      `The step's secret could not be read: the platform's secret service answered ${status}. Choose a credential that ` +
        'is there and that this flow may read, or none.',
    );
  }
  const secret = contentOf(isObject(body) ? body.data : undefined);
  if (!secret) throw unavailable(`it answered ${status}${status === 200 ? ' without a secret' : ''}`);
  return { ...config, ...secret };
}

/**
 * Whether the secret is in the config for certain. Ferryman puts in the fields first, then `nodeSettings`, then the secret
 * (2.4.7, lib/ferryman.js, processMessage), and objects keep that order: a credential in the fields stands before
 * `nodeSettings` and shows nothing. One that is in both keeps its first place, and the service is asked in vain.
 */
function hasArrived(config: Config): boolean {
  const keys = Object.keys(config);
  const border = keys.indexOf('nodeSettings');
  return border !== -1 && keys.slice(border + 1).some((key) => KEYS.includes(key) && isFilled(config[key]));
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** As ferryman reads it: MIXED keeps its keys in a text of JSON (lib/ferryman.js, fetchSecret). Undefined where there is none. */
function contentOf(data: unknown): Config | undefined {
  if (!isObject(data) || !isObject(data.value)) return undefined;
  const { type, value } = data;
  if (type !== 'MIXED' || typeof value.payload !== 'string') return value;
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
