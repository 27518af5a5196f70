import { seededRandom } from './random';

/** What can go wrong with an answer. Durations are real milliseconds, whatever the workspace's clock does. */
export type Fault =
  /** The answer comes later. Adds up with any other fault. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** An error status, by default before anything was done; `acts: true` does the work first. `html` answers as a gateway does. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly html?: boolean;
      readonly acts?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 429 although the budget is not spent; `retryAfter` in seconds; `headers: false` leaves out the X-RateLimit headers. */
  | { readonly kind: 'rateLimit'; readonly retryAfter?: number; readonly headers?: boolean }
  /** The connection is cut before the answer or in the middle of its body; `acts: true` does the work before the first of these (the second always does). */
  | { readonly kind: 'reset'; readonly at: 'answer' | 'body'; readonly acts?: boolean }
  /** Status 200 (or what it was) with half of the JSON. */
  | { readonly kind: 'brokenJson' }
  /** Nothing more comes: no answer at all (`acts: true` does the work all the same), or only half of a body. */
  | { readonly kind: 'stall'; readonly at: 'answer' | 'body'; readonly acts?: boolean }
  /** The body comes in ten pieces spread over `ms`. */
  | { readonly kind: 'slowBody'; readonly ms: number };

/** Which requests a fault hits: one route (template such as `GET /contacts/{contact_id}`) or all; the next `times`; each with a `probability`. */
export interface FaultScope {
  readonly route?: string;
  readonly times?: number;
  readonly probability?: number;
}

/** A fault that was switched on. */
export interface ActiveFault {
  /** How many requests it has hit. */
  readonly hits: number;
  /** Switches it off. */
  remove(): void;
}

interface Entry {
  readonly fault: Fault;
  readonly scope: FaultScope;
  hits: number;
}

/** The faults that are switched on. Chance is seeded: the same seed and requests meet the same faults. */
export class Faults {
  readonly #entries = new Set<Entry>();
  #random: () => number;

  constructor(seed = 1) {
    this.#random = seededRandom(seed);
  }

  /** Starts chance anew from a seed. */
  seed(seed: number): void {
    this.#random = seededRandom(seed);
  }

  /** Switches a fault on until it has hit `scope.times` requests, is removed, or all are cleared. */
  add(fault: Fault, scope: FaultScope = {}): ActiveFault {
    const entry: Entry = { fault, scope, hits: 0 };
    this.#entries.add(entry);
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => {
        this.#entries.delete(entry);
      },
    };
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The faults that this request meets: every latency, and the first of the others. */
  draw(route: string | undefined): readonly Fault[] {
    const drawn: Fault[] = [];
    for (const entry of this.#entries) {
      const { fault, scope } = entry;
      if (scope.route !== undefined && scope.route !== route) continue;
      if (fault.kind !== 'latency' && drawn.some((other) => other.kind !== 'latency')) continue;
      if (scope.probability !== undefined && this.#random() >= scope.probability) continue;
      entry.hits++;
      if (scope.times !== undefined && entry.hits >= scope.times) this.#entries.delete(entry);
      drawn.push(fault);
    }
    return drawn;
  }
}
