import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isObject } from '../../lib/intercom/answer';
import type { StepField } from '../../lib/oih/stepField';
import { ROOT } from '../generate/catalogue';
import { startSandbox } from '../sandbox';
import { fixtureRoutes } from '../sandbox/fixtureRoutes';
import { knownIds } from './known';
import type { Summary } from './page/catalogue';
import type { Known, TryAnswer, TryRefusal, TryRequest } from './page/protocol';
import { runInSandbox } from './sandboxRun';

/** A larger request (bytes) is refused. */
const LARGEST_BODY = 1_000_000;

/** The explorer's own server. `url` ends with a slash. */
export interface Explorer {
  readonly url: string;
  close(): Promise<void>;
}

export interface ExplorerOptions {
  /** Port on 127.0.0.1; a free one when it is 0 or left out. */
  port?: number;
}

/** What the server does not do, with the status that says so. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The part of component.json that says which functions there are and what their steps may be told. */
interface Runnable {
  kind: Summary['kind'];
  fields: Set<string>;
  /** Fields for a secret. */
  secrets: Set<string>;
}

type Functions = Map<string, Runnable>;

/**
 * Serves the page and runs what it sends in a sandbox. It runs code, so it hears only this machine, only its own page,
 * and only fields that the function declares: a token or another host cannot be given to it. Throws where the port is taken.
 */
export async function startExplorer({ port = 0 }: ExplorerOptions = {}): Promise<Explorer> {
  const sandbox = await startSandbox({ seed: 'small', routes: fixtureRoutes() });
  const functions = readFunctions();
  // One run at a time: what the sandbox was asked belongs to the run that asked.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(run);
    last = mine.catch(() => {});
    return mine;
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, 'The explorer itself failed; see its terminal.');
      if (refusal.status === 500) console.error('explorer:', error);
      // The rest of a body that is too long is not waited for.
      response.setHeader('connection', 'close');
      json(response, refusal.status, { refused: refusal.message });
    });
  });
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  const address = server.address() as AddressInfo;
  const hosts = [`127.0.0.1:${address.port}`, `localhost:${address.port}`];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? '';
    // A foreign name that was made to point here (DNS rebinding) would otherwise count as the same origin.
    if (!hosts.includes(host)) throw new Refusal(403, `Open the explorer as http://${hosts[0]}/.`);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader('cache-control', 'no-store');
    const { pathname } = new URL(request.url ?? '/', `http://${host}`);
    if (pathname === '/' && (request.method === 'GET' || request.method === 'HEAD')) return page(response);
    if (pathname === '/known' && request.method === 'GET') return json(response, 200, knownIds(sandbox.workspace));
    if (pathname !== '/try') throw new Refusal(404, 'There is only the page, /known and /try.');
    if (request.method !== 'POST') throw new Refusal(405, 'Only POST.');
    if (request.headers.origin !== `http://${host}`)
      throw new Refusal(403, 'Only the explorer’s own page may ask this.');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refusal(415, 'Send JSON.');
    const asked = readRequest(await bodyOf(request), functions);
    json(
      response,
      200,
      await inTurn(() => runInSandbox(sandbox, asked, functions.get(asked.function)?.kind ?? 'action')),
    );
  }

  return {
    url: `http://${hosts[0]}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await last;
      await sandbox.close();
    },
  };
}

function page(response: ServerResponse): void {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  // A page within a page could be made to press its buttons; a meta element cannot forbid that.
  response.setHeader('content-security-policy', "frame-ancestors 'none'");
  response.end(readFileSync(join(ROOT, 'docs', 'explorer', 'index.html')));
}

function json(response: ServerResponse, status: number, value: TryAnswer | TryRefusal | Known): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(413, `More than ${LARGEST_BODY} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readRequest(text: string, functions: Functions): TryRequest {
  const body = parsed(text);
  if (!isObject(body)) throw new Refusal(400, 'Send an object with function, fields and data.');
  const { function: name, fields = {}, data = {} } = body;
  const known = typeof name === 'string' ? functions.get(name) : undefined;
  if (typeof name !== 'string' || !known) throw new Refusal(404, 'component.json has no such function.');
  if (!isObject(fields)) throw new Refusal(400, 'fields must be an object.');
  const foreign = Object.keys(fields).filter((field) => !known.fields.has(field) || known.secrets.has(field));
  if (foreign.length > 0) {
    throw new Refusal(400, `Not for the sandbox, which needs no secret and no address: ${foreign.join(', ')}.`);
  }
  return { function: name, fields, data };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'This is not JSON.');
  }
}

function readFunctions(): Functions {
  const {
    triggers,
    actions,
  }: Record<
    'triggers' | 'actions',
    Record<string, { type?: Summary['kind']; fields?: Record<string, StepField> }>
  > = JSON.parse(readFileSync(join(ROOT, 'component.json'), 'utf8'));
  return new Map(
    Object.entries({ ...triggers, ...actions }).map(([name, { type, fields = {} }]) => {
      const secrets = Object.keys(fields).filter((field) => fields[field]?.viewClass === 'PasswordFieldView');
      return [name, { kind: type ?? 'action', fields: new Set(Object.keys(fields)), secrets: new Set(secrets) }];
    }),
  );
}
