import type { Readable } from 'node:stream';

/** An answer that is no JSON: a file, or the way to one. A stream is for what is too large to be held. */
export class FileAnswer {
  constructor(
    readonly headers: Readonly<Record<string, string>>,
    readonly content: Buffer | Readable = Buffer.alloc(0),
    readonly status = 200,
  ) {}
}
