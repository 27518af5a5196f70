/** A process of a step that has ended. */
export interface Exit {
  at: number;
  flowId: string;
  stepId: string;
  code: number | null;
  signal: string | null;
}

/** Who is asked to end by SIGTERM drains and ends with 0, or with 255 where it cannot disconnect, as amid its start (ferryman's runGlobal.js). */
const ASKED = [0, 255];
/** Ferryman ends so when its connection is gone (lib/amqp.js). */
const LOST_BROKER = 1;

const keyOf = ({ flowId, stepId }: { flowId: string; stepId: string }) => `${flowId}/${stepId}`;

/**
 * Tells the processes that ended because something was done to them from those that ended by themselves. What was done
 * excuses one end, and only the kind of end that comes of it: whoever is killed does not run out of memory.
 */
export class Exits {
  readonly #signalled = new Map<string, Set<string>>();
  /** Since when the present process of a step may be there: since the one before it ended, or since it was seen to listen. */
  readonly #since = new Map<string, number>();
  readonly #behindTheGate: ReadonlySet<string>;
  /** When the last cut of the way to the broker was over; infinite while it lasts. */
  #cutUntil = Number.NEGATIVE_INFINITY;

  /** Cuts concern these steps alone. */
  constructor(behindTheGate: Iterable<{ flowId: string; stepId: string }>) {
    this.#behindTheGate = new Set([...behindTheGate].map(keyOf));
  }

  /** The step's process was sent this signal. */
  signalled(place: { flowId: string; stepId: string }, signal: string): void {
    const key = keyOf(place);
    this.#signalled.set(key, (this.#signalled.get(key) ?? new Set()).add(signal));
  }

  /** Connections to the broker are gone, and new ones refused, until `reopened`. */
  cut(): void {
    this.#cutUntil = Number.POSITIVE_INFINITY;
  }

  reopened(at = Date.now()): void {
    if (this.#cutUntil === Number.POSITIVE_INFINITY) this.#cutUntil = at;
  }

  /** The step's process listens: cuts of before are not its own. */
  listens(place: { flowId: string; stepId: string }, at = Date.now()): void {
    this.#since.set(keyOf(place), at);
  }

  /** Whether what was done explains this end. To be asked once for each. */
  isExplained(exit: Exit): boolean {
    const key = keyOf(exit);
    const signals = this.#signalled.get(key);
    const since = this.#since.get(key) ?? 0;
    this.#signalled.delete(key);
    this.#since.set(key, exit.at);
    if (exit.signal !== null) return signals?.has(exit.signal) ?? false;
    if (ASKED.includes(exit.code ?? 0)) return signals?.has('SIGTERM') ?? false;
    return exit.code === LOST_BROKER && this.#behindTheGate.has(key) && this.#cutUntil >= since;
  }
}
