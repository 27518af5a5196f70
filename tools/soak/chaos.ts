import { setTimeout as sleep } from 'node:timers/promises';
import type { Oih } from '../oih';
import type { Gate } from './gate';
import type { SandboxProcess } from './sandboxProcess';

/** A step's process, by its flow. */
export interface Victim {
  flowId: string;
  stepId: string;
}

/** What there is to break. */
export interface Targets {
  oih: Oih;
  gate: Gate;
  sandbox: SandboxProcess;
  victims: readonly Victim[];
  /** Gives the first of them this many messages that it refuses. */
  giveBad: (count: number) => void;
}

/** What was done, how often. */
export type Deeds = Map<string, number>;

type Deed =
  | 'SIGKILL'
  | 'SIGTERM'
  | 'broker cut'
  | 'secrets away'
  | 'snapshots away'
  | 'Intercom away'
  | 'bad messages, SIGTERM';

/** How often each of them comes, to each other. */
const WEIGHTS: readonly [Deed, number][] = [
  ['SIGKILL', 3],
  ['SIGTERM', 2],
  ['broker cut', 2],
  ['secrets away', 1],
  ['snapshots away', 1],
  ['Intercom away', 1],
  ['bad messages, SIGTERM', 1],
];

/** How the services fail. Not by giving no answer at all: ferryman waits for one without an end, until its process is stopped. */
const SERVICE_FAULTS = [500, 503, 'reset'] as const;

/** Milliseconds. */
const GATE_SHUT = 400;
const AWAY = 1_500;
const RETRY = 250;
const BAD_AHEAD = 300;

/** Refused within a moment, they leave a burst of errors to report. */
const BAD = 50;

/**
 * Breaks things at random until it is told to stop, and sees to it that what was ended is started again, as the
 * platform does. The seed decides what is broken in which order; when, depends on the machine.
 */
export class Chaos {
  readonly deeds: Deeds = new Map();
  readonly #targets: Targets;
  readonly #random: () => number;
  readonly #reviving = new Map<string, Promise<void>>();
  #bag: Deed[] = [];
  #stopped = false;

  constructor(targets: Targets, random: () => number) {
    this.#targets = targets;
    this.#random = random;
  }

  /** Breaks one thing after the other, with pauses of up to `pauseMs`. */
  async run(pauseMs: number): Promise<void> {
    while (!this.#stopped) {
      await sleep(pauseMs * (0.2 + 0.8 * this.#random()));
      if (!this.#stopped) await this.#do(this.#choose());
    }
  }

  /** No more deeds; resolves when all runs and answers again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#targets.gate.reopen();
    await Promise.all(this.#reviving.values());
  }

  /** To be called when a step's process has ended, by whosever hand. */
  ended(flowId: string, stepId: string): void {
    const key = `${flowId}/${stepId}`;
    if (this.#reviving.has(key)) return;
    const reviving = this.#revive(flowId, stepId).finally(() => this.#reviving.delete(key));
    this.#reviving.set(key, reviving);
  }

  async #revive(flowId: string, stepId: string): Promise<void> {
    for (;;) {
      try {
        return await this.#targets.oih.restart(flowId, stepId);
      } catch {
        // The gate is shut, so its process ends at once; the platform, too, starts it again and again.
        await sleep(RETRY);
      }
    }
  }

  async #do(deed: Deed): Promise<void> {
    const { oih, gate, sandbox, victims } = this.#targets;
    const service = deed === 'secrets away' ? oih.secrets : oih.snapshots;
    this.deeds.set(deed, (this.deeds.get(deed) ?? 0) + 1);
    switch (deed) {
      case 'SIGKILL':
      case 'SIGTERM':
        return this.#signal(victims[Math.floor(this.#random() * victims.length)], deed);
      case 'bad messages, SIGTERM':
        this.#targets.giveBad(BAD);
        await sleep(BAD_AHEAD);
        return this.#signal(victims[0], 'SIGTERM');
      case 'broker cut':
        gate.shut();
        await sleep(GATE_SHUT);
        return gate.reopen();
      case 'secrets away':
      case 'snapshots away':
        service.fault = SERVICE_FAULTS[Math.floor(this.#random() * SERVICE_FAULTS.length)];
        await sleep(AWAY);
        service.fault = undefined;
        return;
      case 'Intercom away':
        sandbox.outage(true);
        await sleep(AWAY);
        return sandbox.outage(false);
    }
  }

  /** From outside, as a cluster does it; `ended` hears of it. */
  #signal(victim: Victim | undefined, name: 'SIGKILL' | 'SIGTERM'): void {
    const pid = victim && this.#targets.oih.pid(victim.flowId, victim.stepId);
    if (pid === undefined) return;
    try {
      process.kill(pid, name);
    } catch {
      // It has ended by itself a moment ago.
    }
  }

  /** Draws from a bag that holds each deed as often as its weight, and fills it anew: so each has its turn soon. */
  #choose(): Deed {
    if (this.#bag.length === 0) this.#bag = WEIGHTS.flatMap(([deed, weight]) => Array<Deed>(weight).fill(deed));
    return this.#bag.splice(Math.floor(this.#random() * this.#bag.length), 1)[0] ?? 'SIGKILL';
  }
}
