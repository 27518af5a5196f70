import { action } from '../../action';
import { isObject } from '../../intercom/answer';
import { InvalidInputError } from '../../intercom/errors';
import type { Input, Method, Operation } from '../../intercom/operation';
import { buildRequest } from '../../intercom/request';
import type { SendRequestInput, SendRequestOutput } from '../../types';

/** A word of a route, such as `contacts` or `find_by_external_id`; anything else in a path is taken for an id. */
const ROUTE_WORD = /^[a-z][a-z_]*$/;

/**
 * Turns a path that a person wrote into a route's template and its values, so that ids are encoded, `..` is refused,
 * and messages show no id. Throws InvalidInputError for what is no path: a host, a query, a fragment.
 */
function templateOf(method: Method, path: string): { operation: Operation; values: Input } {
  if (!/^\/[^/?#\\]/.test(path) || /[?#\\]/.test(path)) {
    throw new InvalidInputError('sendRequest', [
      'path must begin with one slash and hold neither a host nor a query, such as /contacts/123; what follows a question mark belongs into query',
    ]);
  }
  const values: Record<string, string> = {};
  const route = path
    .split('/')
    .slice(1)
    .map((segment, index) => {
      if (ROUTE_WORD.test(segment)) return segment;
      values[`segment${index + 1}`] = segment;
      return `{segment${index + 1}}`;
    });
  return { operation: { request: `${method} /${route.join('/')}`, text: true }, values };
}

export const process = action<SendRequestInput, SendRequestOutput>(
  {
    title: 'Send any request',
    description:
      "Sends a request of your own making to Intercom, for what has no action yet, with the step's credential, limits and retries, and returns the answer.",
    request: 'POST /{path}',
  },
  async (intercom, { method, path, query = {}, body }) => {
    const { operation, values } = templateOf(method, path);
    const { url } = buildRequest(operation, values);
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.append(name, String(value));
    const request = { method, url: search.size > 0 ? `${url}?${search}` : url, ...(body && { body }) };
    const answer = await intercom.send(operation, request, { values, query, body });
    const facts = { status: answer.status };
    return isObject(answer.body)
      ? { ...facts, body: answer.body }
      : { ...facts, ...(answer.body !== undefined && { body: { data: answer.body } }) };
  },
);
