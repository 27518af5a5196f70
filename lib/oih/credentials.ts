import type { IntercomSettings } from '../intercom/client';
import { ConfigurationError } from '../intercom/errors';
import { optionalText } from './fields';
import type { Config } from './types';

/**
 * Where each of the platform's secret types keeps what we need (OIH's secret service): MIXED and OAuth `accessToken`,
 * API_KEY `key`, SIMPLE `passphrase`; `token` is what people write by hand. `payload` is a MIXED secret whose text is
 * no JSON: somebody pasted the bare token.
 */
export const TOKEN_KEYS = ['accessToken', 'key', 'token', 'passphrase', 'payload'] as const;

/** The platform's secret service showed stars where the token is: who asked it may not see the token. */
export class MaskedSecretError extends ConfigurationError {}

/** What the service masks has three at least, and neither a token of Intercom's nor a random word has them (OIH's secret service, src/route/secrets). */
const MASK = '***';

/** The client's settings out of a step's config. Throws ConfigurationError where no token reached the step, or one that is masked. */
export function credentials(config: Config): IntercomSettings {
  const accessToken = TOKEN_KEYS.map((key) => config[key]).find((value) => typeof value === 'string' && value !== '');
  if (typeof accessToken !== 'string') {
    throw new ConfigurationError(
      'No Intercom access token reached this step. Choose a credential for the step whose secret holds accessToken; ' +
        'if it has one, this flow may not read that secret.',
    );
  }
  refuseMasked(accessToken);
  const region = optionalText(config, 'region');
  const baseUrl = optionalText(config, 'baseUrl');
  const apiVersion = optionalText(config, 'apiVersion');
  return {
    accessToken,
    ...(region !== undefined && { region }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(apiVersion !== undefined && { apiVersion }),
  };
}

/** Throws MaskedSecretError where the platform's secret service has put stars over a value. */
export function refuseMasked(value: unknown): void {
  if (typeof value !== 'string' || !value.includes(MASK)) return;
  throw new MaskedSecretError(
    "The platform's secret service shows the step's secret masked: the IAM token that it was asked with needs the permission secrets.secret.readRaw.",
  );
}
