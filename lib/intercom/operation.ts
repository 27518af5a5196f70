import type { PagingStyle } from './pages';
import type { Availability } from './versions';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD';

/** Where the records of a list stand in the answer, and how the next page is asked for. */
export interface Paging {
  style: PagingStyle;
  /** Key of the list. Several where Intercom's description and its answers disagree: the first one present counts. */
  items: string | readonly string[];
  /** Largest `per_page` that Intercom takes. */
  max?: number;
}

/** The fields that bound a list's span, in UNIX seconds, and the longest span to ask for at once, in seconds. */
export interface Slices {
  after: string;
  before: string;
  longest: number;
}

/** What is true of one Intercom operation and of no other. */
export interface Operation extends Availability {
  /** Method and route, such as `POST /contacts/{contact_id}/tags`. */
  request: `${Method} /${string}`;
  /** Our field name -> Intercom's, in the query or the body. */
  rename?: Readonly<Record<string, string>>;
  /** Fields that travel in the query of a request that is not a GET. */
  query?: readonly string[];
  /** Fields of the query that are objects, whose keys travel in their place (style form in Intercom's descriptions). */
  unfold?: readonly string[];
  /** Sent as multipart/form-data. Field -> name of the file as which its value travels; the other fields are plain values. */
  multipart?: Readonly<Record<string, string>>;
  paging?: Paging;
  /** Set where the answer may be bare text. */
  text?: true;
  /** Set where a POST may be sent twice all the same: it only reads, or the second one finds what the first one did. */
  repeatable?: boolean;
  /** For a list over a span of time that Intercom answers only in pieces. */
  slices?: Slices;
}

/** A flat object: path values, query values and body fields side by side. */
export type Input = Readonly<Record<string, unknown>>;

/** The two halves of `request`. */
export function splitRequest(request: Operation['request']): { method: string; route: string } {
  const space = request.indexOf(' ');
  return { method: request.slice(0, space), route: request.slice(space + 1) };
}

/** The names of a route's placeholders, in their order. */
export function placeholdersOf(route: string): string[] {
  return [...route.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '');
}

/**
 * Whether a request may be sent twice. Intercom has no idempotency keys, so a POST that got no answer may have acted;
 * its searches and its company list are POSTs that only read.
 */
export function isRepeatable(request: Operation['request']): boolean {
  const { method, route } = splitRequest(request);
  return !['POST', 'PATCH'].includes(method) || /\/(search|list)$/.test(route);
}
