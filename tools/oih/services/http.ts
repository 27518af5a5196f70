import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';

/** What a service answers: a status and a JSON body, or a file. */
export interface Answer {
  status: number;
  body?: unknown;
  file?: { headers: Record<string, string>; content: Readable };
}

/**
 * How a service is told to fail, for specs: an HTTP status, a connection that is cut, or no answer at all. Ferryman
 * waits for an answer without a timeout.
 */
export type Fault = number | 'reset' | 'hang';

/** One of the platform's services, mounted beside the others under its own path. */
export interface Service {
  /** The start of its paths, such as `/snapshots/`. */
  path: string;
  fault?: Fault | undefined;
  /** `segments` is the rest of the path, decoded. */
  answer(method: string, segments: string[], request: IncomingMessage): Answer | Promise<Answer>;
}

/** The services while they run; `url` has no slash at its end. */
export interface ServiceHost {
  url: string;
  close(): Promise<void>;
}

/** Serves all services on one free port of 127.0.0.1; each call needs `Authorization: Bearer <apiKey>`. */
export async function hostServices(apiKey: string, services: Service[]): Promise<ServiceHost> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const service = services.find(({ path }) => pathname.startsWith(path));
    const { fault } = service ?? {};
    if (fault === 'hang') return;
    if (fault === 'reset') return void request.socket.destroy();
    void decide().then(({ status, body, file }) => {
      if (file) return void file.content.pipe(response.writeHead(status, file.headers));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });

    async function decide(): Promise<Answer> {
      if (typeof fault === 'number') return refusal(fault, 'told to fail');
      if (request.headers.authorization !== `Bearer ${apiKey}`) return refusal(401, 'unknown token');
      if (!service) return refusal(404, 'no such service');
      const segments = pathname.slice(service.path.length).split('/').map(decodeURIComponent);
      return service.answer(request.method ?? 'GET', segments, request);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An answer in the shape of the platform's errors. */
export function refusal(status: number, message: string): Answer {
  return { status, body: { errors: [{ code: status, message }] } };
}
