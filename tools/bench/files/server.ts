import { fork } from 'node:child_process';
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What went out of the server and what came into its storage; the hashes only where they were asked for. */
export interface Transferred {
  sent: { bytes: number; sha256?: string };
  stored: { bytes: number; sha256?: string };
}

/** Intercom's downloads and the platform's attachment storage, in one process of its own. */
export interface FileServer {
  readonly url: string;
  /** The next file has so many bytes; with `hashed`, what passes is hashed on both sides. */
  next(bytes: number, hashed: boolean): Promise<void>;
  /** What has passed since `next`. */
  transferred(): Promise<Transferred>;
  close(): void;
}

type Asked = { next: { bytes: number; hashed: boolean } } | 'transferred';

/** Starts the server. */
export async function startFileServer(): Promise<FileServer> {
  const child = fork(__filename);
  const [started]: { url: string }[] = await once(child, 'message');
  const ask = async (asked: Asked): Promise<unknown> => {
    const answer = once(child, 'message');
    child.send(asked);
    return (await answer)[0];
  };
  return {
    url: started?.url ?? '',
    next: async (bytes, hashed) => void (await ask({ next: { bytes, hashed } })),
    transferred: async () => (await ask('transferred')) as Transferred,
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** A piece as a socket takes it. Random, as what is packed looks. */
const PIECE = randomBytes(65_536);

class Counter {
  bytes = 0;
  private readonly hash: Hash | undefined;

  constructor(hashed: boolean) {
    this.hash = hashed ? createHash('sha256') : undefined;
  }

  add(piece: Buffer): void {
    this.bytes += piece.length;
    this.hash?.update(piece);
  }

  get result(): Transferred['sent'] {
    return { bytes: this.bytes, ...(this.hash && { sha256: this.hash.copy().digest('hex') }) };
  }
}

let size = 0;
let sent = new Counter(false);
let stored = new Counter(false);

async function sendFile(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
  while (sent.bytes < size && !response.destroyed) {
    // Each piece differs from the others, or bytes that changed places would not be noticed.
    const piece = Buffer.from(PIECE.subarray(0, Math.min(PIECE.length, size - sent.bytes)));
    if (piece.length >= 8) piece.writeDoubleLE(sent.bytes, 0);
    if (sent.bytes === 0) piece.set([0x1f, 0x8b]);
    sent.add(piece);
    if (!response.write(piece)) await once(response, 'drain');
  }
  response.end();
}

async function takeFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const piece of request) stored.add(piece);
  response.writeHead(201).end();
}

function serve(): void {
  const server = createServer((request, response) => {
    if (request.method === 'PUT') void takeFile(request, response);
    else if (request.url?.startsWith('/download/')) void sendFile(response);
    // Ferryman asks for the step's snapshot before each message; there is none.
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  process.on('message', (asked: Asked) => {
    if (asked === 'transferred') {
      process.send?.({ sent: sent.result, stored: stored.result } satisfies Transferred);
      return;
    }
    size = asked.next.bytes;
    [sent, stored] = [new Counter(asked.next.hashed), new Counter(asked.next.hashed)];
    process.send?.('ready');
  });
  process.on('disconnect', () => process.exit());
}

if (require.main === module) serve();
