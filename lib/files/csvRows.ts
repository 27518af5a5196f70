import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, type Parser, parse } from 'csv-parse';
import { IntercomError } from '../intercom/errors';

/** A file is no CSV, or no sound gzip. To fetch it again would not help. */
export class FileFormatError extends IntercomError {}

/** The end of a gzip is missing: of the file itself, or of what came of it over a connection that hid its cut. */
export class FileEndError extends FileFormatError {}

/** A line of a CSV file: column -> cell, all texts. */
export type Row = Record<string, string>;

/** Characters of one record. A quote that is never closed would otherwise gather the rest of the file in memory. */
const LARGEST_RECORD = 4_000_000;

/** Whether a file begins as gzip does (RFC 1952, 2.3.1), whatever its name and type say. */
export function isGzip(beginning: Buffer): boolean {
  return beginning[0] === 0x1f && beginning[1] === 0x8b;
}

/** Whether a file begins as a zip archive does. */
function isZip(beginning: Buffer): boolean {
  return beginning.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
}

/** A file whose first bytes are known. `whole` is to be read once; `close` ends a file that is not read. */
export interface Peeked {
  first: Buffer;
  whole: AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Reads as much of a file as tells what it is. Throws what reading it throws. */
export async function peek(content: AsyncIterable<Buffer>): Promise<Peeked> {
  const pieces = content[Symbol.asyncIterator]();
  const close = async () => {
    await pieces.return?.();
  };
  let first = Buffer.alloc(0);
  while (first.length < 4) {
    const { done, value } = await pieces.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  // An empty piece would look like a pause to a stream that reads this.
  let isFirst = first.length > 0;
  const rest: AsyncIterator<Buffer> = {
    async next() {
      if (!isFirst) return pieces.next();
      isFirst = false;
      return { done: false, value: first };
    },
    async return() {
      await close();
      return { done: true, value: undefined };
    },
  };
  return { first, whole: { [Symbol.asyncIterator]: () => rest }, close };
}

/** Unpacks a file where it is gzip. Throws FileFormatError where the gzip is broken, FileEndError where its end is missing, and what reading it throws. */
export async function* unpacked(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { first, whole, close } = await peek(content);
  if (isZip(first)) {
    await close();
    throw new FileFormatError('The file is a zip archive, not a CSV file; fetch it with as: attachment.');
  }
  if (!isGzip(first)) return yield* whole;
  const gunzip = createGunzip();
  const piped = pipeline(Readable.from(whole, { objectMode: false }), gunzip);
  // What goes wrong arrives below, through gunzip.
  piped.catch(() => {});
  try {
    yield* gunzip;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'Z_BUF_ERROR') throw new FileEndError('The file is no sound gzip: its end is missing.');
    throw code.startsWith('Z_') ? new FileFormatError('The file is no sound gzip: it is damaged.') : error;
  }
}

/**
 * The rows of a CSV file, packed with gzip or not; the first line names the columns. A column without a name, or with
 * one that was there before, is called `column_3` by its place; cells beyond the last column as well, so that none is
 * lost. Throws FileFormatError, and what reading the file throws.
 */
export async function* csvRows(content: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  const parser: Parser = parse({ bom: true, relax_column_count: true, max_record_size: LARGEST_RECORD });
  const piped = pipeline(Readable.from(unpacked(content), { objectMode: false }), parser);
  piped.catch(() => {});
  let columns: string[] | undefined;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (columns) yield rowOf(columns, cells);
      else columns = columnsOf(cells);
    }
  } catch (error) {
    // The parser's own words hold what is in the cell.
    throw error instanceof CsvError ? new FileFormatError(`The file is no sound CSV (${error.code}).`) : error;
  }
}

function columnsOf(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name, index) => {
    const column = name === '' || seen.has(name) ? placeOf(index) : name;
    seen.add(column);
    return column;
  });
}

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  return Object.fromEntries(cells.map((cell, index) => [columns[index] ?? placeOf(index), cell]));
}

function placeOf(index: number): string {
  return `column_${index + 1}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
