/** A request as the sandbox received it. Header names are in lower case; Authorization is left out. */
export interface LoggedRequest {
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  /** `METHOD /route/{template}`, or undefined where no route matches. */
  readonly route: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body, the text where it is no JSON, or undefined without one. */
  readonly body: unknown;
}

// Bounded, since load tests make millions of requests; the counts stay exact.
const KEPT = 10_000;

/** What was asked of the sandbox: every count, and the newest 10,000 requests themselves. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  #total = 0;
  readonly #byRoute = new Map<string, number>();

  add(request: LoggedRequest): void {
    this.#total++;
    if (request.route !== undefined) this.#byRoute.set(request.route, (this.#byRoute.get(request.route) ?? 0) + 1);
    this.#requests.push(request);
    if (this.#requests.length >= 2 * KEPT) this.#requests = this.#requests.slice(-KEPT);
  }

  /** How many requests came, in all or for one `METHOD /route/{template}`. */
  count(route?: string): number {
    return route === undefined ? this.#total : (this.#byRoute.get(route) ?? 0);
  }

  /** The requests, oldest first, in all or of one route; at least the newest 10,000 of all. */
  list(route?: string): readonly LoggedRequest[] {
    return route === undefined ? [...this.#requests] : this.#requests.filter((request) => request.route === route);
  }

  clear(): void {
    this.#requests = [];
    this.#total = 0;
    this.#byRoute.clear();
  }
}
