import type { Registration } from './registration';

/** The platform did not do what was asked; the message is for the person who asked. */
export class RegisterError extends Error {}

/** A component as the platform tells of it. */
export interface Known {
  id: string;
  name: string;
  active?: boolean;
  access?: string;
  isGlobal?: boolean;
  repository?: string;
  distribution?: { image?: string };
  descriptor?: unknown;
  actions?: object;
  triggers?: object;
}

/** Milliseconds that one answer may take. */
const PATIENCE = 30_000;
/** The platform fetches every schema one after the other before it answers. */
const ENRICH_PATIENCE = 15 * 60_000;
/** What the repository gives at most in one page. */
const PAGE = 100;

/** The platform's component repository. Every method throws RegisterError, whose message holds no token. */
export class Repository {
  private readonly base: string;

  constructor(
    url: string,
    private readonly token: string,
  ) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (!parsed || !/^https?:$/.test(parsed.protocol)) {
      throw new RegisterError(
        '--url must be the address of the component repository, such as https://component-repository.example.com.',
      );
    }
    if (!/^[\x21-\x7e]+$/.test(token)) throw new RegisterError('The token is empty or holds blanks or line breaks.');
    this.base = `${parsed.origin}${parsed.pathname.replace(/\/+$/, '').replace(/\/components$/, '')}/components`;
  }

  /** The components of this name that the token may see. */
  async named(name: string): Promise<Known[]> {
    const found: Known[] = [];
    for (let number = 1; ; number += 1) {
      const query = new URLSearchParams({ 'page[size]': String(PAGE), 'page[number]': String(number) });
      const { data, meta } = await this.call<{ data: Known[]; meta?: { totalPages?: number } }>(
        'GET',
        `/?${query}`,
        'list the components',
      );
      found.push(...data.filter((component) => component.name === name));
      if (number >= (meta?.totalPages ?? 1)) return found;
    }
  }

  async get(id: string): Promise<Known> {
    return (await this.call<{ data: Known }>('GET', `/${encodeURIComponent(id)}`, 'read the component')).data;
  }

  async create(registration: Registration): Promise<Known> {
    return (await this.call<{ data: Known }>('POST', '/', 'create a component', registration)).data;
  }

  async update(id: string, registration: Registration): Promise<Known> {
    const path = `/${encodeURIComponent(id)}`;
    return (await this.call<{ data: Known }>('PATCH', path, 'change this component', registration)).data;
  }

  /** Has the platform fetch component.json and the schemas from the branch master of the source repository. */
  async enrich(id: string, repository: string): Promise<void> {
    const query = new URLSearchParams({ repository });
    await this.call(
      'PATCH',
      `/enrich/${encodeURIComponent(id)}?${query}`,
      'fetch the schemas',
      undefined,
      ENRICH_PATIENCE,
    );
  }

  async order(id: string, order: 'start' | 'stop'): Promise<void> {
    await this.call('POST', `/global/${encodeURIComponent(id)}/${order}`, `${order} a global component`);
  }

  private async call<T>(method: string, path: string, doing: string, body?: unknown, patience = PATIENCE): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.base + path, {
        method,
        redirect: 'error',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${this.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience),
      });
      text = await response.text();
    } catch (error) {
      throw new RegisterError(
        `${new URL(this.base).origin} gave no answer (${causeOf(error)}): check --url, and that it can be reached from here.`,
      );
    }
    const answer = parsed(text);
    if (!response.ok) throw new RegisterError(this.say(response.status, doing, answer));
    if (text !== '' && answer === undefined) {
      throw new RegisterError(
        `${new URL(this.base).origin} answers, but not as a component repository does: check --url.`,
      );
    }
    // What the routes answer stands in the source of the service.
    return answer as T;
  }

  /** What a refusal means, in words for the person at the keyboard. */
  private say(status: number, doing: string, answer: unknown): string {
    const theirs = messageOf(answer).replaceAll(this.token, '***');
    const said = theirs ? ` It says: ${theirs.replace(/\.$/, '')}.` : '';
    switch (status) {
      case 400:
        return `The platform takes the request for wrong when asked to ${doing}.${said}`;
      case 401:
        return `The platform does not accept the token when asked to ${doing}: it may have expired; make a new one.${said}`;
      case 403:
        return `The token may not ${doing}: it needs component.create, component.update, or for a global component the rights of an administrator, and only its owner or an administrator can change a component: where another user's has this name, give yours another --name.${said}`;
      case 404:
        return `The platform has nothing at this address when asked to ${doing}: check --url, and that the component still exists.${said}`;
      case 409:
        return `The platform has something of this kind already and refuses to ${doing}.${said}`;
      case 413:
        return `The registration is larger than the platform takes (100 kB unless it was set up otherwise).${said}`;
      default:
        return status >= 500
          ? `The platform failed with ${status} when asked to ${doing}.${said} It answers so, too, to what its store refuses.`
          : `The platform answered ${status} when asked to ${doing}.${said}`;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return '';
  const { errors, message } = answer as { errors?: unknown; message?: unknown };
  const [first]: unknown[] = Array.isArray(errors) ? errors : [];
  const inner = typeof first === 'object' && first !== null && 'message' in first ? first.message : message;
  return typeof inner === 'string' ? inner.slice(0, 500) : '';
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  if (error.name === 'TimeoutError') return 'not in time';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'the connection failed';
}
