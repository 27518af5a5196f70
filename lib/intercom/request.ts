import { InvalidInputError } from './errors';
import { type Input, type Operation, splitRequest } from './operation';

/** One HTTP request, short of host and headers. */
export interface HttpRequest {
  method: string;
  /** Encoded path with its query. */
  url: string;
  body?: Record<string, unknown>;
  /** Set where the body travels as multipart/form-data; see Operation. */
  multipart?: Readonly<Record<string, string>>;
}

/** What may fill a placeholder of a route. */
function pathValue(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) return undefined;
  const text = String(value).trim();
  // A URL parser drops `.` and `..` even when they are percent-encoded, so the request would reach another route.
  if (text === '' || text === '.' || text === '..') return undefined;
  // Half of a surrogate pair has no UTF-8, and encodeURIComponent would throw.
  return /\p{Surrogate}/u.test(text) ? undefined : text;
}

/** Whether a value can be part of a path; the search takes the others as well. */
export function fitsPath(value: unknown): boolean {
  return pathValue(value) !== undefined;
}

/** Intercom's descriptions give lists in a query as `a,b`; an object has no place there. */
function addToQuery(query: URLSearchParams, name: string, value: unknown): void {
  const values = [value].flat();
  if (values.some((one) => one === undefined || typeof one === 'object')) return;
  query.append(name, values.map(String).join(','));
}

/**
 * Puts a flat input where the operation wants it: placeholders into the path; the rest into the query for GET, into
 * the body otherwise, except what the declaration lists as `query`. Unknown fields travel on,
 * except one that has the name to which a field of ours is renamed, and objects that would have to go into the query.
 * Throws InvalidInputError where a path value is missing or could change the route.
 */
export function buildRequest(operation: Operation, input: Input): HttpRequest {
  const { method, route } = splitRequest(operation.request);
  const problems: string[] = [];
  const inPath = new Set<string>();
  const path = route.replace(/\{([^}]+)\}/g, (_, name: string) => {
    inPath.add(name);
    const text = pathValue(input[name]);
    if (text === undefined) problems.push(`${name} must be an id: a string or a number, not empty, "." or ".."`);
    return encodeURIComponent(text ?? '');
  });
  if (problems.length > 0) throw new InvalidInputError(operation.request, problems);

  const rename = new Map(Object.entries(operation.rename ?? {}));
  // Messages of other applications often hold an `id`, which is none of Intercom's: only the field that we rename is.
  const taken = new Set(rename.values());
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (inPath.has(name) || value === undefined || (taken.has(name) && !rename.has(name))) continue;
    const theirs = rename.get(name) ?? name;
    if (method !== 'GET' && !operation.query?.includes(name)) body[theirs] = value;
    else if (!operation.unfold?.includes(name)) addToQuery(query, theirs, value);
    else for (const [key, inner] of Object.entries(value ?? {})) addToQuery(query, key, inner);
  }
  const url = query.size > 0 ? `${path}?${query}` : path;
  if (Object.keys(body).length === 0) return { method, url };
  return { method, url, body, ...(operation.multipart && { multipart: operation.multipart }) };
}
