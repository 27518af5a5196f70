import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an answer is like: whole, refused in some way, or late. */
export type Temper = 'good' | 'slow' | 'spent' | 'unknown' | 'broken';
export const TEMPERS: readonly Temper[] = ['good', 'slow', 'spent', 'unknown', 'broken'];

/** A workspace with a credential, a flow and data of its own. Everything of it holds its mark, so that a stray piece is known again. */
export interface Tenant {
  /** Such as `tenant07x`; none is a part of another one. */
  mark: string;
  token: string;
  flowId: string;
  secretId: string;
  temper: Temper;
}

export function tenantsOf(count: number): Tenant[] {
  return Array.from({ length: count }, (_, index) => {
    const mark = `tenant${String(index + 1).padStart(2, '0')}x`;
    return {
      mark,
      token: `token-of-${mark}`,
      flowId: `flow-${mark}`,
      secretId: `secret-${mark}`,
      temper: TEMPERS[index % TEMPERS.length] ?? 'good',
    };
  });
}

/** The marks of all tenants that a text holds. */
export function marksIn(what: unknown): Set<string> {
  const text = typeof what === 'string' ? what : (JSON.stringify(what) ?? '');
  return new Set(text.match(/tenant\d\dx/g));
}

/** A fake Intercom that answers each token with its own data, its own limits and its own errors. */
export interface ManyWorkspaces {
  url: string;
  /** What was asked with a token: `GET /tags` and the like. */
  asked(token: string): string[];
  /** Requests whose token and content are of two tenants. */
  mixed: string[];
  close(): Promise<void>;
}

/** Milliseconds that a slow answer takes. */
const SLOW_MS = 150;

export async function startWorkspaces(tenants: readonly Tenant[]): Promise<ManyWorkspaces> {
  const asked = new Map<string, string[]>(tenants.map(({ token }) => [token, []]));
  const mixed: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const tenant = tenants.find(({ token }) => request.headers.authorization === `Bearer ${token}`);
      if (!tenant) return void response.writeHead(418).end();
      const line = `${request.method} ${request.url}`;
      asked.get(tenant.token)?.push(line);
      const marks = marksIn(line + Buffer.concat(chunks));
      if ([...marks].some((mark) => mark !== tenant.mark)) mixed.push(`${tenant.mark} asked ${line}`);
      if (tenant.temper === 'slow') setTimeout(() => answer(tenant, request, response), SLOW_MS);
      else answer(tenant, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: (token) => asked.get(token) ?? [],
    mixed,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The limit is told in each answer. Lists are whole for everybody: what comes after them is to be seen. */
function answer(tenant: Tenant, { method, url = '' }: IncomingMessage, response: ServerResponse): void {
  const { status, body, remaining = 900 } = answerTo(tenant, `${method} ${url.split('?')[0]}`);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 60),
    })
    .end(JSON.stringify(body));
}

function answerTo({ mark, temper }: Tenant, line: string): { status: number; body: unknown; remaining?: number } {
  if (line === 'GET /tags') {
    return { status: 200, body: { type: 'list', data: [{ type: 'tag', id: `tag-${mark}`, name: `Name ${mark}` }] } };
  }
  if (line === 'GET /data_attributes') {
    const attribute = { name: `plan_${mark}`, data_type: 'string', custom: true };
    return { status: 200, body: { type: 'list', data: [attribute] } };
  }
  const errors = [{ code: 'refused', message: `said ${mark} itself` }];
  const body = { type: 'error.list', request_id: `req-${mark}`, errors };
  if (temper === 'spent') return { status: 429, body, remaining: 0 };
  if (temper === 'unknown') return { status: 401, body };
  if (temper === 'broken') return { status: 500, body };
  return { status: 200, body: { type: 'contact', id: `id-${mark}`, name: `Name ${mark}` } };
}
