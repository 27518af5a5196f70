import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { FakeIntercom, type SandboxAnswer, type SandboxOptions } from './fakeIntercom';
import type { Fault } from './faults';

/** Where the server listens: 127.0.0.1, on a free port unless one is given. */
export interface ServerOptions {
  readonly port?: number;
}

/** A sandbox behind HTTP. `url` has no slash at its end. */
export interface Sandbox extends FakeIntercom {
  readonly url: string;
  /** Stops listening and cuts what is still open. */
  close(): Promise<void>;
}

/** Starts a sandbox that answers over HTTP. Throws when the port is taken or the time zone unknown. */
export async function startSandbox(options: SandboxOptions & ServerOptions = {}): Promise<Sandbox> {
  const intercom = new FakeIntercom(options);
  const server = createServer((request, response) => {
    serve(intercom, request, response).catch((error: unknown) => {
      // A mistake in the sandbox itself: said aloud, and told to the client, so that no spec waits for ever.
      console.error('sandbox:', error);
      response.writeHead(500).end('The sandbox itself failed');
    });
  });
  // Clients keep connections open between runs; closing them early would look like a fault.
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return Object.assign(intercom, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
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

async function serve(intercom: FakeIntercom, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await intercom.answer({
    method: request.method ?? 'GET',
    url: `http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body: await readBody(request),
  });
  await deliver(answer, response);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function deliver(answer: SandboxAnswer, response: ServerResponse): Promise<void> {
  let fault: Fault | undefined;
  for (const one of answer.faults) {
    if (one.kind === 'latency') await sleep(one.ms, undefined, { ref: false });
    else fault = one;
  }
  if (response.destroyed) return;
  const at = fault?.kind === 'reset' || fault?.kind === 'stall' ? fault.at : undefined;
  if (at === 'answer') {
    if (fault?.kind === 'reset') response.destroy();
    return;
  }
  response.sendDate = false;
  if (answer.body instanceof Readable)
    return deliverStream(answer.status, answer.headers, answer.body, fault, response);
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
  if (at === 'body') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      if (fault?.kind === 'reset') response.destroy();
    });
  } else if (fault?.kind === 'slowBody') {
    await drip(body, fault.ms, response);
  } else {
    response.end(body);
  }
}

/** A stream has no half: what breaks off does so after the first piece. `slowBody` waits that long before each piece. */
async function deliverStream(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Readable,
  fault: Fault | undefined,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, headers);
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const piece of body) {
      if (fault?.kind === 'slowBody') await sleep(fault.ms, undefined, { ref: false });
      yield piece;
      if (fault?.kind === 'reset') response.destroy();
      if (fault?.kind === 'stall') await once(response, 'close');
    }
  }
  // It fails where the client hangs up, which is the client's affair, or where we do.
  await pipeline(pieces(), response).catch(() => {});
}

const PIECES = 10;

async function drip(body: Buffer, ms: number, response: ServerResponse): Promise<void> {
  const size = Math.ceil(body.length / PIECES);
  for (let piece = 0; piece < PIECES && !response.destroyed; piece++) {
    response.write(body.subarray(piece * size, (piece + 1) * size));
    await sleep(ms / PIECES, undefined, { ref: false });
  }
  response.end();
}
