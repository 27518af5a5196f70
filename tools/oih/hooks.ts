import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from './message';

/** What a hook starts: a deployed flow, by its id. Throws where there is none. */
export type StartFlow = (flowId: string, message: Message) => unknown;

/** The front of OIH's webhook service while it listens; `url` has no slash at its end. */
export interface HookFront {
  url: string;
  close(): Promise<void>;
}

/** Milliseconds that the platform lets somebody wait who guesses at flows. */
const GUESS_DELAY = 1_000;

/**
 * Serves `POST|GET|HEAD /hook/<flowId>[/<suffix>]` on 127.0.0.1 as OIH's webhook service does: the answer is 200 before
 * the flow has begun; HEAD starts nothing; a GET's data is its query; a body that is no JSON is answered with 400, one
 * without a content type with 415, a flow that is not there with 404 after a second. Of the bodies that the platform reads, only JSON.
 * Throws where the port is taken.
 */
export async function openHooks(start: StartFlow, port = 0): Promise<HookFront> {
  const server = createServer((request, response) => {
    void answer(start, request)
      .catch(() => ({ status: 500, body: { error: 'The hook itself failed' } }))
      .then(({ status, body }) => send(response, status, body));
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface HookAnswer {
  status: number;
  body?: object;
}

async function answer(start: StartFlow, request: IncomingMessage): Promise<HookAnswer> {
  const { method = 'GET', url = '/', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, flowId, pathSuffix = ''] = /^\/hook\/([^/]+)(\/\w*)?$/.exec(pathname) ?? [];
  const text = await textOf(request);
  if (flowId === undefined || !['HEAD', 'GET', 'POST'].includes(method)) return refusal(404, 'Not found');
  if (method === 'HEAD') return { status: 200 };
  if (method === 'POST' && headers['content-type'] === undefined) return refusal(415, 'Content-Type header is missing');
  const query = queryOf(searchParams);
  const body = bodyOf(text, headers['content-type'] ?? '');
  if (body === undefined) return refusal(400, 'The body is no JSON');
  const message: Message = {
    data: method === 'GET' ? query : body,
    metadata: {},
    attachments: {},
    headers,
    query,
    params: { id: flowId },
    method,
    url,
    originalUrl: url,
    pathSuffix,
  };
  try {
    start(decodeURIComponent(flowId), message);
  } catch {
    await pause(GUESS_DELAY);
    return refusal(404, `Flow ${flowId} either does not exist or is inactive.`);
  }
  return { status: 200, body: { data: { message: 'thank you' } } };
}

function refusal(status: number, error: string): HookAnswer {
  return { status, body: { error } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON's objects and arrays; what is no JSON by its content type becomes an empty object. Undefined where it should be JSON and is not. */
function bodyOf(text: string, contentType: string): unknown {
  if (text === '' || !/^(application\/json|text\/plain)\b/i.test(contentType)) return {};
  try {
    const body: unknown = JSON.parse(text);
    return body !== null && typeof body === 'object' ? body : undefined;
  } catch {
    return undefined;
  }
}

function queryOf(params: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(params.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = params.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}

function send(response: ServerResponse, status: number, body: object | undefined): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
