import { compareIds, compareValues, type SortValue, type Stored } from './collection';
import { invalid } from './errors';

/** `keyset`: a cursor says after which record to go on, so nothing shifts. `offset`: it says how many to skip, so pages shift when records change. */
export type CursorKind = 'keyset' | 'offset';

/** A page of records, and the cursor of the next one if there is more. */
export interface Page<T> {
  readonly records: readonly T[];
  readonly page: number;
  readonly perPage: number;
  readonly totalCount: number;
  readonly next: string | undefined;
}

/** What to read: ascending records, their sort value (milliseconds for stamps), direction, page size and the cursor that the client sent. */
export interface PageRequest<T> {
  readonly sorted: readonly T[];
  readonly sortValue: (record: T) => SortValue;
  readonly descending: boolean;
  readonly perPage: number;
  readonly cursor: string | undefined;
  readonly kind: CursorKind;
}

// The example cursors in Intercom's descriptions are base64 of a JSON array that begins with the sort value and the id.
const encode = (parts: readonly (SortValue | undefined)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64');

function decode(cursor: string): readonly unknown[] {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(cursor)) throw wrongCursor();
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    if (Array.isArray(parts)) return parts;
  } catch {
    // falls through to the refusal
  }
  throw wrongCursor();
}

const wrongCursor = () => invalid('starting_after', 'The cursor in starting_after is not one of ours');

const isPageNumber = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;

/** Cuts one page out of sorted records. Throws a Refusal (400) when the cursor cannot be read. */
export function readPage<T extends Stored>(request: PageRequest<T>): Page<T> {
  const { sorted, descending, perPage } = request;
  const at = (position: number): T | undefined => sorted[descending ? sorted.length - 1 - position : position];
  let from = 0;
  let page = 1;
  if (request.cursor !== undefined) {
    const parts = decode(request.cursor);
    const [first, second, third] = parts;
    if (request.kind === 'offset') {
      if (parts.length !== 2 || !Number.isInteger(first) || Number(first) < 0 || !isPageNumber(second))
        throw wrongCursor();
      from = Number(first);
      page = second;
    } else {
      const known = first === null || typeof first === 'number' || typeof first === 'string';
      if (parts.length !== 3 || !known || typeof second !== 'string' || !isPageNumber(third)) throw wrongCursor();
      from = positionAfter(request, at, first, second);
      page = third;
    }
  }
  const records: T[] = [];
  for (let position = from; records.length < perPage; position++) {
    const record = at(position);
    if (!record) break;
    records.push(record);
  }
  const last = records.at(-1);
  const until = from + records.length;
  const next =
    last === undefined || until >= sorted.length
      ? undefined
      : encode(request.kind === 'offset' ? [until, page + 1] : [request.sortValue(last), last.id, page + 1]);
  return { records, page, perPage, totalCount: sorted.length, next };
}

function positionAfter<T extends Stored>(
  { sorted, sortValue, descending }: PageRequest<T>,
  at: (position: number) => T | undefined,
  value: SortValue,
  id: string,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const record = at(middle);
    const order = record ? compareValues(sortValue(record), value) || compareIds(record.id, id) : 0;
    if (descending ? order >= 0 : order <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
