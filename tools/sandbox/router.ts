import type { FakeIntercom } from './fakeIntercom';
import { offers } from './versions';
import type { Workspace } from './workspace';

/** A JSON object as a client sends it: nothing is known of its values. */
export type Body = Readonly<Record<string, unknown>>;

/** One request to a route. */
export interface Call {
  readonly workspace: Workspace;
  readonly intercom: FakeIntercom;
  readonly version: string;
  /** Values of the template's placeholders, decoded. */
  readonly path: (name: string) => string;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Whether the request carries a token, for routes that need none. */
  readonly hasToken: boolean;
  /** The URL that the client asked, for links to further pages. */
  readonly url: URL;
}

/** An operation of the API: where it is, which versions have it, and what it answers. */
export interface Route {
  /** `METHOD /path/{placeholder}`. */
  readonly request: string;
  /** The first version that has it; `2.7`, the oldest described, when left out. */
  readonly since?: string;
  /** The last version that has it; when left out it is still there. */
  readonly until?: string;
  /** The status of a success; 200 when left out. */
  readonly status?: number;
  /** What a version without it answers; 404 when left out. */
  readonly lacking?: 'intercom_version_invalid';
  /** Neither faults nor the rate limit touch it; for levers beside the API. */
  readonly immune?: true;
  /** No token is needed, and no budget used: the address alone is the permission. */
  readonly open?: true;
  /** Returns the answer's body (undefined: an empty one) or throws a Refusal. */
  readonly handle: (call: Call) => unknown;
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** A route that fits a request, with its placeholders' values, and whether the version has it. */
export interface Match {
  readonly route: Route;
  readonly values: ReadonlyMap<string, string>;
  readonly offered: boolean;
}

const isPlaceholder = (segment: string): boolean => segment.startsWith('{');

/** A request with its placeholders unnamed, which differ between descriptions. */
export const shapeOf = (request: string): string => request.replace(/\{[^}]+\}/g, '{}');

/**
 * Finds the route of a request. A literal segment wins over a placeholder, even where the version lacks that route; of
 * two routes with the same path the one that the version has wins.
 */
export class Router {
  readonly #routes = new Map<string, Compiled[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const [method = '', template = ''] = route.request.split(' ');
      const segments = template.split('/').slice(1);
      const key = `${method} ${segments.length}`;
      const group = this.#routes.get(key) ?? [];
      group.push({ route, segments });
      this.#routes.set(key, group);
    }
    const order = ({ segments }: Compiled): string =>
      segments.map((segment) => (isPlaceholder(segment) ? '1' : '0')).join('');
    for (const group of this.#routes.values()) group.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  match(method: string, path: string, version: string): Match | undefined {
    const segments = path.split('/').slice(1);
    let lacking: Match | undefined;
    for (const { route, segments: template } of this.#routes.get(`${method} ${segments.length}`) ?? []) {
      const values = fit(template, segments);
      if (!values || (lacking && shapeOf(lacking.route.request) !== shapeOf(route.request))) continue;
      const match = { route, values, offered: offers(version, route.since ?? '2.7', route.until) };
      if (match.offered) return match;
      lacking ??= match;
    }
    return lacking;
  }
}

function fit(template: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [index, expected] of template.entries()) {
    const segment = segments[index] ?? '';
    if (!isPlaceholder(expected)) {
      if (expected !== segment) return undefined;
    } else {
      if (segment === '') return undefined;
      try {
        values.set(expected.slice(1, -1), decodeURIComponent(segment));
      } catch {
        return undefined;
      }
    }
  }
  return values;
}
