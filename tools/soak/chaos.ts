import { setTimeout as sleep } from 'node:timers/promises';
import type { Oih } from '../oih';
import { type Exit, Exits } from './exits';
import type { Gate } from './gate';
import type { OwnBroker } from './ownBroker';
import type { SandboxProcess } from './sandboxProcess';

/** A step's process, by its flow. */
export interface Victim {
  flowId: string;
  stepId: string;
}

/** What there is to break. */
export interface Targets {
  /** Whose steps are broken. */
  oih: Oih;
  /** Platforms whose services fail as well, and nothing else. */
  others: readonly Oih[];
  gate: Gate;
  /** The broker behind the gate, where it is ours to restart. */
  broker: OwnBroker | undefined;
  sandbox: SandboxProcess;
  victims: readonly Victim[];
  /** Gives the first of them this many messages that it refuses. */
  giveBad: (count: number) => void;
}

/** What was done, how often; 0 for what might have been. */
export type Deeds = Map<string, number>;

type Deed =
  | 'SIGKILL'
  | 'SIGTERM'
  | 'broker restarted'
  | 'broker cut'
  | 'secrets away'
  | 'snapshots away'
  | 'Intercom away'
  | 'bad messages, SIGTERM';

/** How often each of them comes, to each other. */
const WEIGHTS: readonly [Deed, number][] = [
  ['SIGKILL', 3],
  ['SIGTERM', 2],
  ['broker restarted', 1],
  ['broker cut', 1],
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
  readonly #exits: Exits;
  readonly #reviving = new Map<string, Promise<void>>();
  #bag: Deed[] = [];
  #stopped = false;

  constructor(targets: Targets, random: () => number) {
    this.#targets = targets;
    this.#random = random;
    this.#exits = new Exits(targets.victims);
    for (const [deed] of this.#weights()) this.deeds.set(deed, 0);
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
    this.#reopen();
    await Promise.all(this.#reviving.values());
  }

  /** To be called when a step's process has ended, by whosever hand. Returns whether it was by ours. */
  ended(exit: Exit & { expected: boolean }): boolean {
    const { flowId, stepId } = exit;
    const key = `${flowId}/${stepId}`;
    if (!this.#reviving.has(key)) {
      const reviving = this.#revive(flowId, stepId).finally(() => this.#reviving.delete(key));
      this.#reviving.set(key, reviving);
    }
    // Asked to, by a start that was tried again.
    if (exit.expected) this.#exits.signalled(exit, 'SIGTERM');
    return this.#exits.isExplained(exit);
  }

  async #revive(flowId: string, stepId: string): Promise<void> {
    for (;;) {
      try {
        await this.#targets.oih.restart(flowId, stepId);
        return this.#exits.listens({ flowId, stepId });
      } catch {
        // The gate is shut, so its process ends at once; the platform, too, starts it again and again.
        await sleep(RETRY);
      }
    }
  }

  async #do(deed: Deed): Promise<void> {
    const { oih, gate, broker, sandbox, victims } = this.#targets;
    this.deeds.set(deed, (this.deeds.get(deed) ?? 0) + 1);
    switch (deed) {
      case 'SIGKILL':
      case 'SIGTERM':
        return this.#signal(victims[Math.floor(this.#random() * victims.length)], deed);
      case 'bad messages, SIGTERM':
        this.#targets.giveBad(BAD);
        await sleep(BAD_AHEAD);
        return this.#signal(victims[0], 'SIGTERM');
      case 'broker restarted':
        this.#exits.cut();
        await oih.withoutBroker(async () => broker?.restart());
        return this.#exits.reopened();
      case 'broker cut':
        this.#exits.cut();
        gate.shut();
        await sleep(GATE_SHUT);
        return this.#reopen();
      case 'secrets away':
      case 'snapshots away': {
        const fault = SERVICE_FAULTS[Math.floor(this.#random() * SERVICE_FAULTS.length)];
        const services = [oih, ...this.#targets.others].map((one) =>
          deed === 'secrets away' ? one.secrets : one.snapshots,
        );
        for (const service of services) service.fault = fault;
        await sleep(AWAY);
        for (const service of services) service.fault = undefined;
        return;
      }
      case 'Intercom away':
        sandbox.outage(true);
        await sleep(AWAY);
        return sandbox.outage(false);
    }
  }

  #weights(): readonly (readonly [Deed, number])[] {
    return this.#targets.broker ? WEIGHTS : WEIGHTS.filter(([deed]) => deed !== 'broker restarted');
  }

  #reopen(): void {
    this.#targets.gate.reopen();
    this.#exits.reopened();
  }

  /** From outside, as a cluster does it; `ended` hears of it. */
  #signal(victim: Victim | undefined, name: 'SIGKILL' | 'SIGTERM'): void {
    const pid = victim && this.#targets.oih.pid(victim.flowId, victim.stepId);
    if (!victim || pid === undefined) return;
    try {
      process.kill(pid, name);
      this.#exits.signalled(victim, name);
    } catch {
      // It has ended by itself a moment ago.
    }
  }

  /** Draws from a bag that holds each deed as often as its weight, and fills it anew: so each has its turn soon. */
  #choose(): Deed {
    if (this.#bag.length === 0) this.#bag = this.#weights().flatMap(([deed, weight]) => Array<Deed>(weight).fill(deed));
    return this.#bag.splice(Math.floor(this.#random() * this.#bag.length), 1)[0] ?? 'SIGKILL';
  }
}
