import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Heard {
  method: string;
  /** The path and query to the letter, nothing decoded. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What the wire answers. `quotes` has it repeat everything of the request, as Intercom likes to. */
export interface Reply {
  status: number;
  /** Sent as it is where it is a text. */
  body?: unknown;
  headers?: Record<string, string>;
  quotes?: 'json' | 'html' | 'broken' | 'redirect';
}

/** A fake Intercom on this machine, and an attachment storage under /storage. It tells by the token which run asks. */
export interface Wire {
  url: string;
  /** From now on, requests with this token are noted in the list that is returned, and answered with these replies, the last one again and again. */
  expect(token: string, replies: readonly Reply[]): Heard[];
  forget(token: string): void;
  close(): Promise<void>;
}

/** A run that asks more often than this is told to stop: a list that never ends is no use here. */
const MOST_CALLS = 25;
/** Longer than any patience, so that no run waits. */
const NO_PATIENCE = { 'retry-after': '3600' };

export async function startWire(): Promise<Wire> {
  const runs = new Map<string, { heard: Heard[]; replies: readonly Reply[] }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.startsWith('/storage/')) return void response.writeHead(201).end();
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const run = runs.get(token);
      const heard: Heard = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      if (!run) return void response.writeHead(418).end();
      const reply = run.replies[Math.min(run.heard.length, run.replies.length - 1)] ?? { status: 200 };
      run.heard.push(heard);
      answer(response, heard, run.heard.length > MOST_CALLS ? { status: 404, quotes: 'json' } : reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    expect(token, replies) {
      const heard: Heard[] = [];
      runs.set(token, { heard, replies });
      return heard;
    },
    forget: (token) => runs.delete(token),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, heard: Heard, reply: Reply): void {
  const { status, body, headers, quotes } = reply;
  const more = status === 200 && quotes === undefined ? headers : { ...NO_PATIENCE, ...headers };
  const quotation = quotationOf(heard);
  if (quotes === 'redirect') {
    response.writeHead(status, { location: `/elsewhere${heard.url}`, 'content-type': 'text/html' }).end(quotation);
    return;
  }
  const { type, text } = contentOf(quotes, quotation, heard, body);
  response.writeHead(status, { ...(type && { 'content-type': type }), ...more }).end(text);
}

function contentOf(
  quotes: Reply['quotes'],
  quotation: string,
  heard: Heard,
  body: unknown,
): { type?: string; text: string } {
  switch (quotes) {
    case 'json':
      return { type: 'application/json', text: JSON.stringify(refusal(quotation, heard)) };
    case 'html':
      return { type: 'text/html', text: `<html><body>${quotation}</body></html>` };
    case 'broken':
      return { type: 'application/json', text: `{"errors": [{"message": ${JSON.stringify(quotation)}, ` };
    default:
      if (typeof body === 'string') return { type: 'text/plain', text: body };
      return body === undefined ? { text: '' } : { type: 'application/json', text: JSON.stringify(body) };
  }
}

/** Everything that was asked, token included, in the forms in which servers quote: plain, encoded, escaped, cut, in small letters. */
function quotationOf({ url, headers, body }: Heard): string {
  const values = [...leaves(parsed(body)), ...[...new URL(url, 'http://localhost').searchParams.values()]];
  const path = url.split('?')[0] ?? '';
  const segments = path.split('/').map(decoded);
  return [
    headers.authorization,
    `No route matches [GET] "${url}"`,
    ...segments,
    ...values.map((value) => `'${value}' is not valid`),
    ...values.map((value) => JSON.stringify(value)),
    ...values.map((value) => `${value.slice(0, 24)}... is too long`),
    ...values.map((value) => value.toLowerCase()),
    ...values.map((value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')),
  ].join(', ');
}

function refusal(quotation: string, { headers, body }: Heard): unknown {
  const [first = ''] = leaves(parsed(body));
  return {
    type: 'error.list',
    request_id: `req ${headers.authorization}`,
    errors: [
      { code: first || 'parameter_invalid', message: quotation, field: first || 'email' },
      { code: headers.authorization, message: body, field: headers.authorization },
      // Each value by itself as well: a long message is cut, and what was cut off proves nothing.
      ...leaves(parsed(body))
        .slice(0, 3)
        .map((value) => ({
          code: 'invalid',
          message: `${value} / ${encodeURIComponent(value)} / ${value.slice(0, 20)}`,
        })),
    ],
  };
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? {} : { text };
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
