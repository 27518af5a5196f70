import { type Answer, isObject } from './answer';
import { AnswerTooLargeError, ApiError, IntercomError } from './errors';
import { type Input, type Operation, type Paging, placeholdersOf } from './operation';
import { LARGE_ANSWER } from './transport';

/** One page of a list. */
export interface Page {
  items: Record<string, unknown>[];
  answer: Answer;
  /** UNIX seconds, in a list that is read in slices of time: everything before this moment was on the pages up to here. */
  readUpTo?: number;
}

export interface PageOptions {
  /** Asked with each page before it is handed out: true fetches the next one meanwhile. Never, when absent. */
  ahead?: (page: Page) => boolean;
}

/** What to change in the input to get the page after this one; undefined where this was the last. */
type NextPage = (body: Record<string, unknown>, input: Input, count: number) => Input | undefined;

/** How many pages there are stands in `pages` or at the top level. */
const byNumber: NextPage = (body, input, count) => {
  const info = isObject(body.pages) ? body.pages : body;
  const page = Number(info.page ?? input.page ?? 1);
  const total = Number(info.total_pages ?? Number.NaN);
  const more = Number.isNaN(total) ? Boolean(info.next) : page < total;
  return more && count > 0 ? { page: page + 1 } : undefined;
};

/** Intercom's ways of paging. Page numbers come in two forms, in `pages` and at the top level, which read alike. */
const NEXT = {
  /** `starting_after` in the query. */
  cursor: (body) => withValue('starting_after', cursorIn(body)),
  /** `pagination.starting_after` in the body of a search. */
  bodyCursor: (body, input) => {
    const cursor = withValue('starting_after', cursorIn(body));
    const pagination = isObject(input.pagination) ? input.pagination : {};
    return cursor && { pagination: { ...pagination, ...cursor } };
  },
  /** `pages.next` is a URL. Only its query is taken over, to the same route of the same host, so the token cannot leak. */
  nextUrl: (body, input, count) => {
    const next = nextOf(body);
    if (typeof next === 'string') return queryOf(next);
    return withValue('starting_after', cursorOf(next)) ?? byNumber(body, input, count);
  },
  /** `page` in the query. */
  page: byNumber,
  /** `scroll_param`, which may be the same for every page; an empty page ends it. */
  scroll: (body, _input, count) => (count > 0 ? withValue('scroll_param', body.scroll_param) : undefined),
  /** `cursor`, from `next_cursor`. */
  nextCursor: (body) => (body.has_more === false ? undefined : withValue('cursor', body.next_cursor)),
  /** All in one answer. */
  single: () => undefined,
} satisfies Record<string, NextPage>;

export type PagingStyle = keyof typeof NEXT;

function nextOf(body: Record<string, unknown>): unknown {
  return isObject(body.pages) ? body.pages.next : undefined;
}

/** The cursor in an answer that leads to the page after it. */
export function cursorIn(body: unknown): unknown {
  return isObject(body) ? cursorOf(nextOf(body)) : undefined;
}

function cursorOf(next: unknown): unknown {
  if (isObject(next)) return next.starting_after;
  // Old versions and some lists give a URL in the cursor's place.
  return typeof next === 'string' && next.includes('?') ? queryOf(next)?.starting_after : next;
}

function queryOf(url: string): Record<string, string> | undefined {
  const mark = url.indexOf('?');
  return mark < 0 ? undefined : Object.fromEntries(new URLSearchParams(url.slice(mark)));
}

/** Whether the next page is given as an address, which says all that it asks for: what we asked first is not added to it. */
function isLink(body: Record<string, unknown>, { style }: Paging): boolean {
  return style === 'nextUrl' && typeof nextOf(body) === 'string';
}

function withValue(name: string, value: unknown): Input | undefined {
  return value === undefined || value === null || value === '' ? undefined : { [name]: value };
}

/** The list in an answer. Empty where the answer has none: some lists leave the key out when there is nothing. */
export function itemsOf(body: unknown, items: Paging['items']): Record<string, unknown>[] {
  if (Array.isArray(body)) return body.filter(isObject);
  if (!isObject(body)) return [];
  const keys = typeof items === 'string' ? [items] : items;
  for (const key of keys) {
    const list = key.split('.').reduce<unknown>((inner, part) => (isObject(inner) ? inner[part] : undefined), body);
    if (Array.isArray(list)) return list.filter(isObject);
  }
  // Some lists answer with the record itself when one is asked for by its key, such as companies by company_id.
  return body.id === undefined ? [] : [body];
}

/**
 * Whether a body answers a request for this list: it has the list, says something of its pages, or is the record that
 * was asked for by its key. Anything else, such as a gateway's `{}`, would be taken for an end where there is none.
 */
export function isListAnswer(body: unknown, { items }: Paging): boolean {
  if (Array.isArray(body)) return true;
  if (!isObject(body) || Array.isArray(body.errors)) return false;
  const keys = [items].flat().map((key) => key.split('.')[0] ?? key);
  const isList = typeof body.type === 'string' && body.type.endsWith('list');
  return isList || [...keys, 'pages', 'total_count', 'id'].some((key) => body[key] !== undefined);
}

/** What to change in the input to get the page after this one; undefined where this was the last. */
export function nextPage({ style }: Paging, { items, answer }: Page, input: Input): Input | undefined {
  return NEXT[style](isObject(answer.body) ? answer.body : {}, input, items.length);
}

/** Asks for the largest pages that Intercom gives, or for no more than are `wanted`, unless the caller chose a size. */
export function largestPages({ style, max }: Paging, input: Input, wanted = Number.POSITIVE_INFINITY): Input {
  if (max === undefined) return input;
  const per_page = Math.min(max, wanted);
  if (style !== 'bodyCursor') return { per_page, ...input };
  const pagination = isObject(input.pagination) ? input.pagination : {};
  return { ...input, pagination: { per_page, ...pagination } };
}

/**
 * The same page, in parts: what to ask for instead of a page that is too large. The new size divides the old one, so
 * that a page number leads to the same place. Undefined where the input names no size, or a single record.
 */
export function smallerPage({ style }: Paging, input: Input): Input | undefined {
  const inBody = style === 'bodyCursor' && isObject(input.pagination) ? input.pagination : undefined;
  const size = Number((inBody ?? input).per_page);
  if (!(Number.isInteger(size) && size > 1)) return undefined;
  let parts = 2;
  while (size % parts !== 0) parts += 1;
  const per_page = size / parts;
  if (inBody) return { ...input, pagination: { ...inBody, per_page } };
  const page = input.page === undefined ? {} : { page: (Number(input.page) - 1) * parts + 1 };
  return { ...input, ...page, per_page };
}

/**
 * Every page of a list, in order. A page that is too large is asked for anew in parts, and so are those after it.
 * Throws what the call throws, and IntercomError where Intercom hands out the same cursor twice, since that would never
 * end.
 */
export async function* pages(
  call: (input: Input) => Promise<Answer>,
  operation: Operation,
  input: Input,
  { ahead = () => false }: PageOptions,
): AsyncGenerator<Page> {
  const { paging } = operation;
  if (!paging) throw new TypeError(`${operation.request} declares no paging`);
  // A next URL must not lead to another record than the one that was asked for.
  const names = placeholdersOf(operation.request);
  const inPath = Object.fromEntries(Object.entries(input).filter(([name]) => names.includes(name)));
  const asked = new Set<string>();
  let current = input;
  let fetched = call(current);
  for (let first = true; ; first = false) {
    let answer: Answer;
    try {
      answer = await fetched;
    } catch (error) {
      const smaller = error instanceof AnswerTooLargeError ? smallerPage(paging, current) : undefined;
      if (smaller) {
        current = smaller;
        fetched = call(current);
        continue;
      }
      // A scroll ends with an empty page or, as users of the company scroll report, with a 404.
      if (paging.style === 'scroll' && !first && error instanceof ApiError && error.status === 404) return;
      throw error;
    }
    const body = isObject(answer.body) ? answer.body : {};
    const page = { items: itemsOf(answer.body, paging.items), answer };
    const change = nextPage(paging, page, current);
    if (!change) {
      yield page;
      return;
    }
    const mark = JSON.stringify(change);
    if (paging.style !== 'scroll' && asked.has(mark)) {
      yield page;
      throw new IntercomError(
        `${operation.request}: Intercom gave the same page cursor twice after ${asked.size + 1} pages; stopped, because it would never end.`,
      );
    }
    asked.add(mark);
    current = { ...(isLink(body, paging) ? {} : current), ...change, ...inPath };
    // Two large answers at once are too much for the memory.
    if (answer.size < LARGE_ANSWER && ahead(page)) {
      fetched = call(current);
      // Looked at when it is awaited above; the consumer may stop before that.
      fetched.catch(() => {});
      yield page;
    } else {
      yield page;
      fetched = call(current);
    }
  }
}
