import type { Sandbox } from '../../../tools/sandbox';

/** An answer over real HTTP; `body` is what JSON.parse gives, the text where it is no JSON, undefined where it is empty. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
}

/** Sends `METHOD /path?query` to a sandbox, with its token and an optional version. */
export async function send(sandbox: Sandbox, request: string, body?: unknown, version?: string): Promise<Reply> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const headers: Record<string, string> = { authorization: `Bearer ${sandbox.token}` };
  if (version !== undefined) headers['intercom-version'] = version;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The first error of a refusal as `status code`. */
export const refusal = ({ status, body }: Reply): string => `${status} ${body?.errors?.[0]?.code}`;

/** Ids of all records of a search, page by page. */
export async function searchAll(
  sandbox: Sandbox,
  path: string,
  search: Readonly<Record<string, unknown>>,
  options: { perPage?: number; version?: string; between?: () => void } = {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const pagination = {
      per_page: options.perPage ?? 150,
      ...(cursor === undefined ? {} : { starting_after: cursor }),
    };
    const { status, body } = await send(sandbox, `POST ${path}`, { ...search, pagination }, options.version);
    if (status !== 200) throw new Error(JSON.stringify(body));
    for (const record of body.data ?? body.conversations) ids.push(record.id);
    cursor = body.pages.next?.starting_after;
    options.between?.();
  } while (cursor !== undefined);
  return ids;
}
