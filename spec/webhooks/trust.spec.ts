import assert from 'node:assert/strict';
import type { Config, Message } from '../../lib/oih/types';
import { requireTrust } from '../../lib/webhooks/trust';
import { hookMessage, SECRET, signedMessage, TOKEN_IN_ADDRESS } from '../support/hooks';

const BODY =
  '{"type":"notification_event","id":"notif_1","topic":"contact.user.created","app_id":"a1b2c3d4","data":{"type":"notification_event_data","item":{"type":"contact","id":"65a0c0ffee0000000000a001","name":"Zoë <R&D>"}}}';
const PARSED: unknown = JSON.parse(BODY);

/**
 * Computed by `printf '%s' "$BODY" | openssl dgst -sha1 -hmac spec-client-secret`, with the body as it stands above, with
 * its <, & and > as \u003c, \u0026 and \u003e, and with -sha256.
 */
const SHA1_PLAIN = 'b4d4df3c34ea75c102ae8baa2dd3215ac83c4b5c';
const SHA1_ESCAPED = 'c8cc43f3cfb53f5cf42c56ab795fd0ee5601f50b';
const SHA256_PLAIN = 'b63cb857d3c1d65b8c679e013940c256739702feaf6487e3ca89cfd24d4b28e9';
/** Of `printf '{"text":"a\\u2028b\\u2029c<d>"}' | openssl dgst -sha1 -hmac spec-client-secret`. */
const SHA1_LINE_ENDS = 'bce35e509cfd3ca12a2d1da4b76e6ef805d80792';

const bySignature: Config = { clientSecret: SECRET };
const byToken: Config = { webhookToken: TOKEN_IN_ADDRESS };

function signed(headers: Record<string, unknown>, data: unknown = PARSED): Message {
  return { data, headers, query: {} };
}

function refuses(config: Config, message: Message, why: RegExp): void {
  assert.throws(
    () => requireTrust(config, message),
    (error: Error) => {
      assert.match(error.message, why);
      assert.ok(['UntrustedRequestError', 'ConfigurationError'].includes(error.name), error.name);
      for (const secret of [SECRET, TOKEN_IN_ADDRESS, SHA1_PLAIN, 'Zoë', '65a0c0ffee'])
        assert.ok(!`${error.message}${error.stack}`.includes(secret), 'the error tells a secret');
      return true;
    },
  );
}

/** Every text that differs from this one in one byte's lowest, third or highest bit. */
function* tampered(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  for (const index of bytes.keys()) {
    for (const bit of [0x01, 0x04, 0x20]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ bit;
      yield changed.toString('utf8');
    }
  }
}

describe('webhooks: trust', () => {
  it('takes what Intercom signed, in each form that its server writes', () => {
    requireTrust(bySignature, signed({ 'x-hub-signature': `sha1=${SHA1_PLAIN}` }));
    requireTrust(bySignature, signed({ 'x-hub-signature': `sha1=${SHA1_ESCAPED}` }));
    requireTrust(bySignature, signed({ 'x-hub-signature': `sha1=${SHA1_LINE_ENDS}` }, { text: 'a\u2028b\u2029c<d>' }));
    requireTrust(bySignature, signed({ 'x-body-signature': SHA256_PLAIN }));
    requireTrust(bySignature, signed({ 'x-body-signature': `sha256=${SHA256_PLAIN}` }));
    requireTrust(bySignature, signed({ 'x-hub-signature': `sha1=${SHA1_PLAIN}`, 'x-body-signature': SHA256_PLAIN }));
  });

  it('refuses a body in which one byte was changed', () => {
    let refused = 0;
    for (const body of tampered(BODY)) {
      let data: unknown;
      try {
        data = JSON.parse(body);
      } catch {
        // The platform answers these with 400.
        continue;
      }
      refuses(bySignature, signed({ 'x-hub-signature': `sha1=${SHA1_PLAIN}` }, data), /does not fit/);
      refused += 1;
    }
    assert.ok(refused > 300, `${refused} bodies were still JSON`);
  });

  it('refuses a signature in which one byte was changed', () => {
    for (const header of tampered(`sha1=${SHA1_PLAIN}`))
      refuses(bySignature, signed({ 'x-hub-signature': header }), /does not fit/);
    for (const header of tampered(SHA256_PLAIN))
      refuses(bySignature, signed({ 'x-body-signature': header }), /does not fit/);
  });

  it('refuses a token in which one byte was changed', () => {
    requireTrust(byToken, hookMessage(PARSED));
    for (const token of tampered(TOKEN_IN_ADDRESS)) refuses(byToken, hookMessage(PARSED, token), /not the one/);
    for (const token of [`${TOKEN_IN_ADDRESS} `, TOKEN_IN_ADDRESS.slice(1), TOKEN_IN_ADDRESS.toUpperCase()])
      refuses(byToken, hookMessage(PARSED, token), /not the one/);
  });

  it('refuses what has no proof at all, or one of another shape', () => {
    refuses(byToken, hookMessage(PARSED, ''), /without the token/);
    for (const query of [undefined, null, 'token', [TOKEN_IN_ADDRESS]])
      refuses(byToken, { data: PARSED, query }, /without the token/);
    for (const token of [[TOKEN_IN_ADDRESS], { toString: () => TOKEN_IN_ADDRESS }, true])
      refuses(byToken, { data: PARSED, query: { token } }, /not the one/);
    for (const headers of [undefined, null, [], {}, { 'X-Hub-Signature': `sha1=${SHA1_PLAIN}` }])
      refuses(bySignature, { data: PARSED, headers }, /has no signature/);
    for (const header of ['', SHA1_PLAIN, `sha256=${SHA1_PLAIN}`, `sha1=${SHA1_PLAIN},sha1=${SHA1_PLAIN}`, null, 7])
      refuses(bySignature, signed({ 'x-hub-signature': header }), /does not fit/);
    refuses(bySignature, signed({ 'x-hub-signature': `sha1=${SHA1_PLAIN}` }, null), /does not fit/);
  });

  it('refuses where one of two proofs fails', () => {
    const both: Config = { ...byToken, ...bySignature };
    const good = { 'x-hub-signature': `sha1=${SHA1_PLAIN}` };
    requireTrust(both, { data: PARSED, headers: good, query: { token: TOKEN_IN_ADDRESS } });
    refuses(both, { data: PARSED, headers: good, query: { token: 'guessed' } }, /not the one/);
    refuses(both, { data: PARSED, headers: {}, query: { token: TOKEN_IN_ADDRESS } }, /has no signature/);
    refuses(
      bySignature,
      signed({ ...good, 'x-body-signature': SHA256_PLAIN.replace('b', 'c') }),
      /signature \(x-body-signature\) does not fit/,
    );
    refuses(
      bySignature,
      signed({ 'x-hub-signature': `sha1=${SHA1_PLAIN.replace('b', 'c')}`, 'x-body-signature': SHA256_PLAIN }),
      /signature \(x-hub-signature\) does not fit/,
    );
  });

  it('refuses everything until a proof is configured, unless told otherwise in so many words', () => {
    for (const config of [{}, { trust: 'required' }, { trust: '' }, { trust: null }])
      refuses(config, signedMessage(PARSED), /accepts nothing until it can tell/);
    requireTrust({ trust: 'none' }, { data: PARSED });
    for (const trust of ['None', 'no', 'false', 'any'])
      refuses({ trust }, signedMessage(PARSED), /trust must be one of/);
    for (const trust of [false, [], {}]) refuses({ trust }, signedMessage(PARSED), /trust must be/);
  });

  it('asks for a configured proof also where trust is none', () => {
    refuses({ ...byToken, trust: 'none' }, hookMessage(PARSED, 'guessed'), /not the one/);
    refuses({ ...bySignature, trust: 'none' }, { data: PARSED }, /has no signature/);
  });

  for (const name of ['webhookToken', 'clientSecret']) {
    it(`refuses an empty ${name}, whatever else fits`, () => {
      for (const value of ['', '  ', '\n', null, true, {}, []]) {
        const why = new RegExp(`^${name} is there but empty`);
        refuses({ [name]: value }, { data: PARSED, query: { token: '' }, headers: { 'x-hub-signature': '' } }, why);
        refuses({ ...byToken, ...bySignature, trust: 'none', [name]: value }, hookMessage(PARSED), why);
      }
    });
  }
});
