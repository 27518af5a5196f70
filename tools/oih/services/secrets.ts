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
    return { status: 200, body: { data: { _id: id, name: id, ...secret } } };
  }
}
