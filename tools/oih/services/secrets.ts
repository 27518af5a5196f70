import { type Fault, refusal, type Service } from './http';

/** A secret as OIH's secret service keeps it. Ferryman parses MIXED's payload; of all others it takes `value` whole. */
export type Secret =
  | { type: 'MIXED'; value: { payload: string } }
  | { type: 'OA2_AUTHORIZATION_CODE'; value: { accessToken: string; scope?: string; expires?: string } }
  | { type: 'API_KEY'; value: { key: string; headerName?: string } }
  | { type: 'SIMPLE'; value: { username: string; passphrase: string } };

/** A secret that holds these keys as JSON, which is what OIH's web UI makes. */
export function mixedSecret(payload: Record<string, unknown>): Secret {
  return { type: 'MIXED', value: { payload: JSON.stringify(payload) } };
}

/** OIH's secret service: `GET /secrets/<id>` -> `{data: {type, value}}`. */
export class SecretService implements Service {
  readonly path = '/secrets/';
  fault: Fault | undefined;
  /** Whether the callers' token has the permission secrets.secret.readRaw; others, an ordinary user's too, see stars. */
  readRaw = true;
  readonly #secrets: Map<string, Secret>;

  constructor(secrets: Record<string, Secret>) {
    this.#secrets = new Map(Object.entries(secrets));
  }

  ids(): Iterable<string> {
    return this.#secrets.keys();
  }

  set(id: string, secret: Secret): void {
    this.#secrets.set(id, secret);
  }

  answer(method: string, [id = '', ...rest]: string[]) {
    const secret = this.#secrets.get(id);
    if (method !== 'GET' || rest.length > 0 || !secret) return refusal(404, 'Secret not found');
    return { status: 200, body: { data: { _id: id, name: id, ...(this.readRaw ? secret : masked(secret)) } } };
  }
}

/** A secret without what is secret in it (the service's src/route/secrets/index.js). */
export function masked(secret: Secret): Secret {
  switch (secret.type) {
    case 'MIXED':
      return { ...secret, value: { payload: stars(secret.value.payload) } };
    case 'OA2_AUTHORIZATION_CODE':
      return { ...secret, value: { ...secret.value, accessToken: stars(secret.value.accessToken) } };
    case 'API_KEY':
      return { ...secret, value: { ...secret.value, key: stars(secret.value.key) } };
    case 'SIMPLE':
      return { ...secret, value: { ...secret.value, passphrase: '***' } };
  }
}

/** All but the last four characters of a text; of a short one, all (its src/util/common.js). */
function stars(text: string): string {
  const shown = text.length < 10 ? 0 : 4;
  return '*'.repeat(text.length - shown) + text.slice(text.length - shown);
}
