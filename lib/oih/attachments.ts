import { randomUUID } from 'node:crypto';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigurationError, IntercomError } from '../intercom/errors';
import type { StepRun } from './step';

/** A file in the platform's attachment storage, as messages carry it. `size` in bytes. */
export interface Attachment {
  url: string;
  'content-type': string;
  size: number;
}

/** The attachment storage did not take or give a file. */
export class StorageError extends IntercomError {
  constructor(
    message: string,
    override readonly retryable: boolean,
  ) {
    super(message);
  }
}

/** The types that the storage takes, to the letter (OIH's attachment-storage-service, objects/controller.ts). */
const STORABLE = [
  'application/octet-stream',
  'application/json',
  'application/xml',
  'text/xml',
  'text/plain',
  'text/csv',
  'text/tsv',
];

const ATTEMPTS = 3;
const PAUSE_MS = 200;
/** Milliseconds without a byte in either direction. Longer than Intercom may keep silent amid a file. */
const IDLE_MS = 120_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where the platform keeps files, and the flow's key to it. */
export interface Storage {
  /** Without a slash at its end. */
  base: string;
  apiKey: string;
  warn: (line: string) => void;
}

/** A file on its way in: what it is, and its pieces, to be read once. */
export interface OpenFile {
  contentType: string;
  content: AsyncIterable<Buffer>;
}

/** The platform's storage. Throws ConfigurationError where the step was not told of it. */
export function storageOf(run: StepRun): Storage {
  const storage = knownStorage(run);
  if (storage) return storage;
  throw new ConfigurationError(
    'This container does not know the attachment storage, so no file can be kept. Set ' +
      'ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL where the component is deployed.',
  );
}

/** The platform's storage, where the step was told of it. */
export function knownStorage({ step, tokenData }: StepRun): Storage | undefined {
  // The platform sets the variable in each container, but it is none of the settings that ferryman 2.4.7 reads (lib/settings.js).
  const set = step.getConfig?.()?.ATTACHMENT_STORAGE_SERVICE_BASE_URL;
  const base = typeof set === 'string' ? set : process.env.ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL;
  if (!base || !URL.canParse(base)) return undefined;
  const warn = (line: string) => step.logger.warn(line);
  return { base: base.replace(/\/+$/, ''), apiKey: tokenData.apiKey ?? '', warn };
}

/** The type to store a file under: its own where the storage takes that, else application/octet-stream. */
export function storableType(contentType: string): string {
  const bare = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return STORABLE.includes(bare) ? bare : 'application/octet-stream';
}

/**
 * Streams a file into the storage; memory holds a piece of it. `open` begins to read it, and is asked again where the
 * storage fails in passing, each time with a new id: an id whose upload broke off is taken for good. Resolves once the
 * storage has confirmed the whole file; what a failure left there is deleted. Throws StorageError, and whatever
 * `open` or the file throws.
 */
export async function store(storage: Storage, open: () => Promise<OpenFile>): Promise<Attachment> {
  return patiently(storage, async () => {
    const { contentType, content } = await open();
    return put(storage, storableType(contentType), content);
  });
}

/** Asks the storage again, after a pause, where it fails in passing. */
async function patiently<T>(storage: Storage, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError && error.retryable) || attempt === ATTEMPTS) throw error;
      storage.warn(`${error.message} Trying again.`);
      await pause(PAUSE_MS * attempt * (0.5 + Math.random()));
    }
  }
}

async function put(storage: Storage, contentType: string, content: AsyncIterable<Buffer>): Promise<Attachment> {
  const url = `${storage.base}/objects/${randomUUID()}`;
  const upload = new Upload(call(storage, 'PUT', url, { 'content-type': contentType }));
  let size = 0;
  let isWhole = true;
  try {
    for await (const piece of content) {
      size += piece.length;
      isWhole = await upload.write(piece);
      if (!isWhole) break;
    }
    const status = await upload.end();
    if (status < 200 || status > 299) throw refusalOf(status, contentType);
    if (!isWhole) throw new StorageError('The attachment storage answered before it had the whole file.', true);
    return { url, 'content-type': contentType, size };
  } catch (error) {
    upload.abort();
    await remove(storage, url);
    throw error;
  }
}

/** A PUT whose body is written piece by piece, and which may be answered before its end. */
class Upload {
  private readonly answer: Promise<number>;
  private over = false;
  private wake = () => {};

  constructor(private readonly request: ClientRequest) {
    this.answer = statusOf(request).finally(() => {
      this.over = true;
      this.wake();
    });
    // Awaited at the end; until then this keeps Node from calling it unhandled.
    this.answer.catch(() => {});
    request.on('drain', () => this.wake());
  }

  /** Resolves when there is room for more; with false where the storage has answered already, or is gone. */
  async write(piece: Buffer): Promise<boolean> {
    if (!this.over && !this.request.write(piece)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return !this.over;
  }

  /** The answer's status. */
  end(): Promise<number> {
    if (!this.over) this.request.end();
    return this.answer;
  }

  /** Cuts the connection, so that the storage does not take what came for a whole file. */
  abort(): void {
    this.request.destroy();
  }
}

/** Deletes a stored file; a failure is only logged, since the storage itself deletes files after some days. */
export async function remove(storage: Storage, url: string): Promise<void> {
  const request = call(storage, 'DELETE', url);
  request.end();
  const status = await statusOf(request).catch(() => 0);
  request.destroy();
  if ((status < 200 || status > 299) && status !== 404) {
    storage.warn(
      `A file that is not needed could not be deleted from the attachment storage (${status || 'no answer'}).`,
    );
  }
}

/** Whether an address is an object of this storage, where there is one, to which alone the flow's key may be sent. */
export function isStored(storage: Storage | undefined, url: string): boolean {
  if (!storage) return false;
  const prefix = `${new URL(storage.base).href.replace(/\/+$/, '')}/objects/`;
  if (!URL.canParse(url)) return false;
  const { href } = new URL(url);
  return href.startsWith(prefix) && UUID.test(href.slice(prefix.length));
}

/** Reads a stored file into memory; asks again where the storage fails in passing. Throws StorageError, also where it is larger than `most` bytes. */
export function readStored(storage: Storage, url: string, most: number): Promise<Buffer> {
  return patiently(storage, () => read(storage, url, most));
}

async function read(storage: Storage, url: string, most: number): Promise<Buffer> {
  const request = call(storage, 'GET', url);
  request.end();
  try {
    const response = await responseOf(request);
    const { statusCode: status = 0 } = response;
    if (status === 404) throw new StorageError('The attachment storage does not have that file any more.', false);
    if (status < 200 || status > 299) throw refusalOf(status, '');
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of response) {
      size += piece.length;
      if (size > most) throw new StorageError(`The stored file is larger than ${most} bytes.`, false);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof IntercomError) throw error;
    throw gone();
  } finally {
    request.destroy();
  }
}

function call({ apiKey }: Storage, method: string, url: string, headers: Record<string, string> = {}): ClientRequest {
  const { request } = url.startsWith('https:') ? https : http;
  const sent = request(url, { method, headers: { ...headers, authorization: `Bearer ${apiKey}` }, agent: false });
  sent.setTimeout(IDLE_MS, () => sent.destroy(new Error('idle')));
  return sent;
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', () => reject(gone()));
  });
}

async function statusOf(request: ClientRequest): Promise<number> {
  const response = await responseOf(request);
  response.resume();
  return response.statusCode ?? 0;
}

function gone(): StorageError {
  return new StorageError('The attachment storage did not answer.', true);
}

function refusalOf(status: number, contentType: string): StorageError {
  const failed = (what: string, retryable: boolean) =>
    new StorageError(`The attachment storage answered ${status}: ${what}`, retryable);
  switch (status) {
    case 401:
    case 403:
      return failed(
        "it does not accept the flow's key. Start the flow anew; if that does not help, ask who runs the platform.",
        false,
      );
    case 404:
      return failed(
        'there is no storage at ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL; correct that where the component is deployed.',
        false,
      );
    case 409:
      return failed('the id of the new file was taken.', true);
    case 413:
      return failed('the file is larger than it takes. Ask for less at once, such as a shorter span of time.', false);
    case 415:
      return failed(`it does not take files of the type ${contentType}.`, false);
    case 507:
      return failed('it is full. It deletes files after five days; until then, make room or ask for less.', true);
    default:
      return failed('it refused the file.', status >= 500 || status === 408 || status === 429);
  }
}
