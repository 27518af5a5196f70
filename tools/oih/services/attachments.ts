import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Answer, type Fault, refusal, type Service } from './http';

/** An object in the storage; `size` in bytes. One whose upload broke off stays incomplete, and its id stays taken. */
export interface StoredObject {
  id: string;
  contentType: string;
  size: number;
  /** Of the content, in hexadecimal digits; of an incomplete one, of what came. */
  sha256: string;
  complete: boolean;
}

/** What the storage takes; the real one answers 415 to anything else, also to one of these with a charset. */
const TYPES = [
  'application/octet-stream',
  'application/json',
  'application/xml',
  'text/xml',
  'text/plain',
  'text/csv',
  'text/tsv',
];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export interface AttachmentOptions {
  /** Whether contents are kept, in a temporary folder (they are), or only counted and hashed. */
  keep?: boolean;
}

/**
 * OIH's attachment storage: `PUT`, `GET` and `DELETE /objects/<uuid>`, with the rules of the platform's own (its
 * attachment-storage-service, objects/controller.ts).
 */
export class AttachmentService implements Service {
  readonly path = '/objects/';
  fault: Fault | undefined;
  /** What the next uploads are answered, one after the other, once their first bytes have come. */
  readonly refuseNext: number[] = [];
  /** What the next reads are answered, one after the other. */
  readonly refuseReads: number[] = [];
  /** Bytes that fit into it; an upload that is too large for what is left is answered 507. */
  capacity = Number.POSITIVE_INFINITY;
  /** Every object that is there, by id. */
  readonly objects = new Map<string, StoredObject>();
  readonly #keep: boolean;
  #folder: string | undefined;

  constructor({ keep = true }: AttachmentOptions = {}) {
    this.#keep = keep;
  }

  /** The object that a message's attachment points to. Throws where there is none, or only a part of one. */
  get(url: string): StoredObject {
    const object = this.objects.get(url.slice(url.lastIndexOf('/') + 1));
    if (!object?.complete) throw new Error(`${url} is ${object ? 'incomplete' : 'not in the storage'}`);
    return object;
  }

  /** What an attachment holds. Throws as `get`. */
  content(url: string): Buffer {
    return readFileSync(this.#file(this.get(url).id));
  }

  async answer(method: string, [id = '', ...rest]: string[], request: IncomingMessage): Promise<Answer> {
    if (rest.length > 0) return refusal(404, 'Not found');
    if (method === 'PUT') return this.#put(id, request);
    const object = this.objects.get(id);
    if (!object) return refusal(404, 'Object not found');
    if (method === 'DELETE') {
      this.objects.delete(id);
      if (this.#keep) rmSync(this.#file(id), { force: true });
      return { status: 204 };
    }
    if (method !== 'GET') return refusal(405, 'Method not allowed');
    if (!object.complete) return refusal(500, 'Internal server error');
    const refused = this.refuseReads.shift();
    if (refused !== undefined) return refusal(refused, 'told to fail');
    if (object.size === 0) return { status: 204 };
    const headers = { 'content-type': object.contentType, 'content-length': String(object.size) };
    return { status: 200, file: { headers, content: createReadStream(this.#file(id)) } };
  }

  /** Deletes everything. */
  close(): void {
    this.objects.clear();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  async #put(id: string, request: IncomingMessage): Promise<Answer> {
    if (!UUID.test(id)) return refusal(400, 'Invalid object id');
    const contentType = (request.headers['content-type'] ?? '').toLowerCase();
    if (!TYPES.includes(contentType)) return refusal(415, 'Content type is not supported');
    if (this.objects.has(id)) return refusal(409, 'Object already exists');
    const object: StoredObject = { id, contentType, size: 0, sha256: '', complete: false };
    this.objects.set(id, object);
    const hash = createHash('sha256');
    const refused = this.refuseNext.shift();
    const left = this.capacity - [...this.objects.values()].reduce((sum, { size }) => sum + size, 0);
    let file: FileHandle | undefined;
    try {
      file = this.#keep ? await open(this.#file(id), 'w') : undefined;
      for await (const piece of request.iterator({ destroyOnReturn: false })) {
        if (refused !== undefined) return refusal(refused, 'told to fail');
        object.size += piece.length;
        hash.update(piece);
        await file?.write(piece);
        if (object.size > left) return refusal(507, 'Out of memory');
      }
      object.complete = true;
      return { status: 201, body: 'Successfully created an object' };
    } catch {
      // The connection broke; nobody hears this.
      return refusal(400, 'Aborted');
    } finally {
      object.sha256 = hash.digest('hex');
      await file?.close();
    }
  }

  #file(id: string): string {
    this.#folder ??= mkdtempSync(path.join(tmpdir(), 'oih-attachments-'));
    return path.join(this.#folder, id);
  }
}
