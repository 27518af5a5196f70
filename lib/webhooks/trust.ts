import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isObject } from '../intercom/answer';
import { ConfigurationError, IntercomError } from '../intercom/errors';
import { refuseMasked } from '../oih/credentials';
import { choice } from '../oih/fields';
import type { Config, Message } from '../oih/types';

/** A request that did not prove to be Intercom's. Nothing of it was used. */
export class UntrustedRequestError extends IntercomError {}

/** Ways to write the same JSON: what one of them yields is what Intercom signed. */
type Escape = (json: string) => string;

const LINE_ENDS = /[\u2028\u2029]/g;
const MARKUP = /[<>&\u2028\u2029]/g;
const escaped =
  (characters: RegExp): Escape =>
  (json) =>
    json.replace(characters, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Intercom signs the bytes that it sends, and the platform hands over what they were parsed to. Written again they are
 * the same for all that Intercom's server is known to write: plain, or with what could end a script escaped, as Ruby on Rails does.
 */
const FORMS: readonly Escape[] = [(json) => json, escaped(LINE_ENDS), escaped(MARKUP)];

/** The header of an ordinary notification, and that of health checks and uninstalls. */
const SIGNATURES = [
  { header: 'x-hub-signature', algorithm: 'sha1', shape: /^sha1=([0-9a-f]{40})$/ },
  { header: 'x-body-signature', algorithm: 'sha256', shape: /^(?:sha256=)?([0-9a-f]{64})$/ },
] as const;

const MISSING =
  'This step accepts nothing until it can tell what comes from Intercom. Set webhookToken and append it to the address ' +
  "that you give to Intercom (?token=...), or set clientSecret to the app's client secret (Developer Hub, Basic " +
  'information). To accept whatever comes, set trust to none.';

/**
 * Refuses a message that does not prove to be Intercom's: whatever of webhookToken and clientSecret the step has must fit.
 * Throws UntrustedRequestError; ConfigurationError where the step has neither, unless `trust` is `none`; and
 * MaskedSecretError where the secret shows stars, which everyone knows and behind which a proof may be.
 */
export function requireTrust(config: Config, message: Message): void {
  for (const key of ['webhookToken', 'clientSecret', 'payload']) refuseMasked(config[key]);
  const token = secretOf(config, 'webhookToken');
  const clientSecret = secretOf(config, 'clientSecret');
  const trust = choice(config, 'trust', ['required', 'none']);
  if (token === undefined && clientSecret === undefined && trust !== 'none') throw new ConfigurationError(MISSING);
  if (token !== undefined) checkToken(token, isObject(message.query) ? message.query.token : undefined);
  if (clientSecret !== undefined) {
    checkSignatures(clientSecret, message.data, isObject(message.headers) ? message.headers : {});
  }
}

/** An empty secret would let everybody in, so one that is there at all must hold something. */
function secretOf(config: Config, name: string): string | undefined {
  const value = config[name];
  if (value === undefined) return undefined;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text !== '') return text;
  throw new ConfigurationError(
    `${name} is there but empty. Give it a value, or take it out of the step and its secret.`,
  );
}

function checkToken(expected: string, given: unknown): void {
  if (given === undefined || given === '') {
    throw new UntrustedRequestError(
      'A request was refused: its address ends without the token that webhookToken asks for. In the Developer Hub, the address must end in ?token=... with that value.',
    );
  }
  // Digests are of one length, which timingSafeEqual needs and which keeps the secret's own length to itself.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (typeof given === 'string' && timingSafeEqual(digest(expected), digest(given))) return;
  throw new UntrustedRequestError(
    'A request was refused: the token in its address is not the one in webhookToken. Where Intercom sent it, compare the address in the Developer Hub.',
  );
}

function checkSignatures(secret: string, body: unknown, headers: Readonly<Record<string, unknown>>): void {
  const present = SIGNATURES.filter(({ header }) => headers[header] !== undefined);
  if (present.length === 0) {
    throw new UntrustedRequestError(
      'A request was refused: it has no signature (X-Hub-Signature), and Intercom signs whatever it sends.',
    );
  }
  const json = JSON.stringify(body) ?? '';
  const texts = [...new Set(FORMS.map((form) => form(json)))];
  for (const { header, algorithm, shape } of present) {
    const given = shape.exec(String(headers[header]))?.[1];
    if (given !== undefined && texts.some((text) => isSignature(given, algorithm, secret, text))) continue;
    throw new UntrustedRequestError(
      `A request was refused: its signature (${header}) does not fit. Where Intercom sent it, clientSecret is another app's; ` +
        'or the body holds numbers that cannot be written again as they came, such as 1.0: then use webhookToken in its place.',
    );
  }
}

function isSignature(given: string, algorithm: string, secret: string, text: string): boolean {
  const expected = createHmac(algorithm, secret).update(text).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
