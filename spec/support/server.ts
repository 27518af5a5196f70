import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import nock from 'nock';

/** A request as it arrived. */
export interface Arrived {
  method: string;
  /** Path with its query, as it stood on the wire. */
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export type Reply = (response: http.ServerResponse, request: Arrived) => void;

/** A real server on this machine. */
export interface Server {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  arrived: Arrived[];
  /** Opened in this case; one that is kept alive from an earlier case does not count. */
  connections: number;
  /** One for each request to come; the last one answers all further ones. */
  replies: Reply[];
}

/** Starts a server for the describe it is used in, with nock out of the way: the wire is real. */
export function withServer(): Server {
  const server: Server = { url: '', arrived: [], connections: 0, replies: [] };
  const sockets = new Set<Socket>();
  const real = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      server.arrived.push(one);
      const reply = server.replies.length > 1 ? server.replies.shift() : server.replies[0];
      if (reply) reply(response, one);
      else json(200, {})(response, one);
    });
  });
  real.on('connection', (socket: Socket) => {
    server.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  before((done) => {
    if (nock.isActive()) nock.restore();
    real.listen(0, '127.0.0.1', () => {
      server.url = `http://127.0.0.1:${(real.address() as AddressInfo).port}`;
      done();
    });
  });
  beforeEach(() => {
    server.arrived = [];
    server.connections = 0;
    server.replies = [];
  });
  after((done) => {
    for (const socket of sockets) socket.destroy();
    real.close(() => {
      if (!nock.isActive()) nock.activate();
      done();
    });
  });
  return server;
}

/** A whole answer in JSON. */
export function json(status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** No answer: the connection is cut. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** An answer whose connection is cut amid the body. */
export const resetAmidBody: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"type": "con', () => response.socket?.destroy());
};
