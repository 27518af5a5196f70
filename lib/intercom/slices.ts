import type { Answer } from './answer';
import { ApiError } from './errors';
import type { Input, Operation, Slices } from './operation';
import { type Page, type PageOptions, pages } from './pages';

/** A span this short (seconds) that still fails is broken for another reason than its length. */
const SHORTEST = 3_600;

/**
 * The pages of a list over a long span, asked for in slices, oldest slice first. Intercom answers a long span of
 * activity logs with a 500, and nobody documents how long is too long: a slice that fails is halved. Neighbouring
 * slices share their bounding second, since it is not documented either which of them holds it; what they have in
 * common is handed out once. A page without items follows each slice and says up to where all was read.
 */
export async function* slicedPages(
  call: (input: Input) => Promise<Answer>,
  operation: Operation,
  { after, before, longest }: Slices,
  input: Input,
  options: PageOptions,
): AsyncGenerator<Page> {
  const start = Number(input[after]);
  const end = Number(input[before] ?? Math.ceil(Date.now() / 1000));
  if (!(end - start > longest)) {
    yield* pages(call, operation, input, options);
    return;
  }
  /** Ids handed out that the next slice may bring once more. */
  let known = new Set<unknown>();
  /** How far slices that failed midway had reached: until there, all of `known` is needed. */
  let failedUpTo = start;
  let length = longest;
  let from = start;
  while (from < end) {
    const to = Math.min(end, from + length);
    // Where nobody named the end, the last slice has none either: our clock may be behind Intercom's.
    const until = to === end && input[before] === undefined ? {} : { [before]: to };
    const slice = { ...input, [after]: from === start ? start : from - 1, ...until };
    const inSlice = new Set<unknown>();
    let last: Answer | undefined;
    try {
      for await (const { items, answer } of pages(call, operation, slice, options)) {
        const fresh = items.filter(({ id }) => id === undefined || !(known.has(id) || inSlice.has(id)));
        for (const { id } of items) inSlice.add(id);
        yield { items: fresh, answer };
        last = answer;
      }
      known = to < failedUpTo ? new Set([...known, ...inSlice]) : inSlice;
      from = to;
    } catch (error) {
      last = undefined;
      if (!(error instanceof ApiError && error.status >= 500) || to - from <= SHORTEST) throw error;
      known = new Set([...known, ...inSlice]);
      failedUpTo = Math.max(failedUpTo, to);
      length = Math.max(SHORTEST, Math.floor((to - from) / 2));
    }
    if (last) yield { items: [], answer: last, readUpTo: to };
  }
}
