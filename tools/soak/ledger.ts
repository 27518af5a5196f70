import type { OihEvent } from '../oih';

/** What a process made of a delivery of a message. */
interface Result {
  kind: 'emitted' | 'reported' | 'rebounded';
  /** Which of the processes that the step had one after the other. */
  process: string;
  /** The error, or the reason of the rebound. */
  why?: string;
}

/** A message as a step gets it; each rebound brings it back under an id of its own. */
interface Delivery {
  results: Result[];
  rejected: boolean;
  completed: boolean;
}

/** A message that was given to a step. */
interface Given {
  step: string;
  /** The id in its data. */
  id: string | undefined;
  deliveries: Delivery[];
  isSettled: boolean;
  /** Emitted ids that are not its own. */
  strangers: string[];
}

/** That a process was ended which did not drain: what it had in work comes again. */
interface Death {
  step: string;
  at: number;
}

/** What became of the messages that one step was given. */
export interface StepAccount {
  given: number;
  /** Emitted, how often it ever was. */
  emitted: number;
  /** Of those, the ones that were rebounded before. */
  afterRebound: number;
  /** Emitted more than once. */
  twice: number;
  /** Not emitted, but reported: how many with which error. */
  reported: Map<string, number>;
  rebounds: Map<string, number>;
  /** Rejected, but the report died with the process. */
  reportLost: number;
  /** Acknowledged, and nothing came of it. */
  gone: string[];
  /** Neither emitted nor reported nor acknowledged. */
  open: string[];
  /** More than one result, although no process died with it in work. */
  unexplained: string[];
  /** More than one result, since a process was ended with it in work. */
  explained: number;
  strangers: string[];
}

/**
 * Books what becomes of every message. Sees what the platform sees: what steps publish, what the broker is told to
 * reject or to bring back, and how processes end.
 */
export class Ledger {
  readonly #given: Given[] = [];
  readonly #deliveries = new Map<string, { delivery: Delivery; given: Given }>();
  readonly #deaths = new Map<string, Death>();
  /** How many processes of each step ended, in whichever way. */
  readonly #ends = new Map<string, number>();
  /** Those that ended by themselves: how each did. */
  readonly #crashes: { step: string; how: string }[] = [];
  readonly #ids: (data: unknown) => string | undefined;
  readonly #steps: ReadonlySet<string>;
  readonly #open = new Map<string, number>();

  /** Books for these steps; `idIn` finds a message's id in its data. */
  constructor(steps: Iterable<string>, idIn: (data: unknown) => string | undefined) {
    this.#steps = new Set(steps);
    this.#ids = idIn;
  }

  /** Books an event; of a process that ended, also whether it ended because something was done to it. */
  book(event: OihEvent, isExplained = false): void {
    if (event.type === 'exit') {
      const { process, stepId, at, code, signal } = event;
      count(this.#ends, stepId);
      if (!isExplained) this.#crashes.push({ step: stepId, how: `${signal ?? `code ${code}`} (${process})` });
      // What was asked to end has drained, and ends with 0. What ended by itself excuses nothing.
      else if (code !== 0) this.#deaths.set(process, { step: stepId, at });
      return;
    }
    if (!('stepId' in event) || event.stepId === undefined || !this.#steps.has(event.stepId)) return;
    switch (event.type) {
      case 'input':
        this.#give(event.stepId, event.messageId, this.#ids(event.message.data));
        break;
      case 'output':
        this.#emitted(event.parentMessageId, event.process, this.#ids(event.message.data));
        break;
      case 'error': {
        const why = `${event.error.name}: ${event.error.message}`;
        this.#settle(event.parentMessageId, { kind: 'reported', process: event.process, why });
        break;
      }
      case 'rebound':
        this.#rebounded(event.parentMessageId, event.messageId, event.process, event.reason);
        break;
      case 'rejected':
        this.#mark(event.messageId, 'rejected');
        break;
      case 'complete':
        this.#mark(event.parentMessageId, 'completed');
    }
  }

  /** Messages that have come to no end yet. */
  get open(): number {
    return [...this.#open.values()].reduce((all, open) => all + open, 0);
  }

  /** Those of one step. */
  openOf(step: string): number {
    return this.#open.get(step) ?? 0;
  }

  /** How the processes ended that ended by themselves. */
  get crashes(): readonly string[] {
    return this.#crashes.map(({ step, how }) => `${step}: ${how}`);
  }

  /** When a process of a step was ended without draining; milliseconds since 1970. */
  deathsOf(step: string): number[] {
    return [...this.#deaths.values()].flatMap((death) => (death.step === step ? [death.at] : []));
  }

  /** How many processes of a step ended, in whichever way. */
  endsOf(step: string): number {
    return this.#ends.get(step) ?? 0;
  }

  /** The ids that a step emitted. */
  emittedBy(step: string): Set<string> {
    const ids = this.#given.flatMap(({ id, deliveries, ...given }) =>
      given.step === step && id !== undefined && deliveries.some(isEmitted) ? [id] : [],
    );
    return new Set(ids);
  }

  /** How many messages the steps were given. */
  get given(): number {
    return this.#given.length;
  }

  /** Whether this process was ended without draining. */
  isDead(process: string): boolean {
    return this.#deaths.has(process);
  }

  /** How many messages with this id a step was given. */
  givenTo(step: string): Map<string, number> {
    const count = new Map<string, number>();
    for (const { id, ...given } of this.#given) {
      if (given.step === step && id !== undefined) count.set(id, (count.get(id) ?? 0) + 1);
    }
    return count;
  }

  account(step: string): StepAccount {
    const account: StepAccount = {
      given: 0,
      emitted: 0,
      afterRebound: 0,
      twice: 0,
      reported: new Map(),
      rebounds: new Map(),
      reportLost: 0,
      gone: [],
      open: [],
      unexplained: [],
      explained: 0,
      strangers: [],
    };
    /** A process has one message in work at a time (prefetch 1), so its death explains one. */
    const used = new Set<string>();
    for (const given of this.#given) if (given.step === step) this.#addTo(account, given, used);
    return account;
  }

  #addTo(account: StepAccount, given: Given, used: Set<string>): void {
    const { deliveries, id = '?' } = given;
    const results = deliveries.flatMap((delivery) => delivery.results);
    const emitted = results.filter(({ kind }) => kind === 'emitted').length;
    const rebounds = results.filter(({ kind }) => kind === 'rebounded');
    const error = results.find(({ kind }) => kind === 'reported');
    account.given += 1;
    account.strangers.push(...given.strangers);
    for (const { why = '' } of rebounds) count(account.rebounds, why);
    if (emitted > 0) {
      account.emitted += 1;
      if (rebounds.length > 0) account.afterRebound += 1;
      if (emitted > 1) account.twice += 1;
    } else if (error) count(account.reported, error.why ?? '');
    else if (deliveries.some(({ rejected }) => rejected)) account.reportLost += 1;
    else if (deliveries.at(-1)?.completed) account.gone.push(id);
    else account.open.push(id);
    for (const delivery of deliveries) {
      if (delivery.results.length < 2) continue;
      const before = delivery.results.slice(0, -1).map(({ process }) => process);
      const last = delivery.results.at(-1)?.process;
      const explains = (process: string) => process !== last && this.#deaths.has(process) && !used.has(process);
      if (before.every(explains) && new Set(before).size === before.length) account.explained += 1;
      else account.unexplained.push(`${id}: ${delivery.results.map(({ kind, process }) => `${kind} by ${process}`)}`);
      for (const process of before) used.add(process);
    }
  }

  #give(step: string, messageId: string, id: string | undefined): void {
    const given: Given = { step, id, deliveries: [], isSettled: false, strangers: [] };
    this.#given.push(given);
    this.#open.set(step, this.openOf(step) + 1);
    this.#deliver(messageId, given);
  }

  #deliver(messageId: string, given: Given): void {
    const delivery: Delivery = { results: [], rejected: false, completed: false };
    given.deliveries.push(delivery);
    this.#deliveries.set(messageId, { delivery, given });
  }

  #emitted(messageId: string, process: string, id: string | undefined): void {
    const given = this.#deliveries.get(messageId)?.given;
    if (given && given.id !== id) given.strangers.push(`${id} for ${given.id}`);
    this.#settle(messageId, { kind: 'emitted', process });
  }

  #settle(messageId: string, result: Result): void {
    const known = this.#deliveries.get(messageId);
    if (!known) return;
    known.delivery.results.push(result);
    this.#close(known.given);
  }

  #rebounded(messageId: string, nextId: string, process: string, why: string): void {
    const known = this.#deliveries.get(messageId);
    if (!known) return;
    known.delivery.results.push({ kind: 'rebounded', process, why });
    this.#deliver(nextId, known.given);
  }

  #mark(messageId: string, what: 'rejected' | 'completed'): void {
    const known = this.#deliveries.get(messageId);
    if (!known) return;
    known.delivery[what] = true;
  }

  #close(given: Given): void {
    if (given.isSettled) return;
    given.isSettled = true;
    this.#open.set(given.step, this.openOf(given.step) - 1);
  }
}

function isEmitted({ results }: Delivery): boolean {
  return results.some(({ kind }) => kind === 'emitted');
}

/** One more of these. */
export function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
