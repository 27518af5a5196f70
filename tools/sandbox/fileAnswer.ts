/** An answer that is no JSON: a file, or the way to one. */
export class FileAnswer {
  constructor(
    readonly headers: Readonly<Record<string, string>>,
    readonly content: Buffer = Buffer.alloc(0),
    readonly status = 200,
  ) {}
}
