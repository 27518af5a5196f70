import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Crm, type Kind } from './store';

/** A CRM behind HTTP, for steps that are processes of their own. `url` has no slash at its end. */
export interface RunningCrm extends Crm {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an empty CRM on a free port of 127.0.0.1. `now` tells UNIX seconds; without it the real time is used. */
export async function startCrm(now?: () => number): Promise<RunningCrm> {
  const crm = new Crm(now);
  const server = createServer(async (request, response) => {
    try {
      const answer = answerOf(crm, request, await bodyOf(request));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(400).end(error instanceof Error ? error.message : String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(crm, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function answerOf(crm: Crm, { method, url = '/' }: IncomingMessage, body: string): unknown {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const [, kind, uid] = pathname.split('/');
  if (!isKind(kind)) throw new RangeError(`There is nothing at ${pathname}`);
  if (method === 'GET') return crm.changes(kind, Number(searchParams.get('since') ?? 0));
  if (method === 'POST') return crm.upsert(kind, JSON.parse(body));
  if (method === 'DELETE' && uid) {
    crm.delete(kind, decodeURIComponent(uid));
    return {};
  }
  throw new RangeError(`There is no ${method} ${pathname}`);
}

function isKind(text: string | undefined): text is Kind {
  return text === 'persons' || text === 'organizations';
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
