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
}

/** What was done, how often. */
export type Deeds = Map<string, number>;

type Deed = 'SIGKILL' | 'SIGTERM' | 'broker cut' | 'secrets away' | 'snapshots away' | 'Intercom away';

/** How often each of them comes, to each other. */
const WEIGHTS: readonly [Deed, number][] = [
  ['SIGKILL', 4],
  ['SIGTERM', 3],
  ['broker cut', 2],
  ['secrets away', 2],
  ['snapshots away', 2],
  ['Intercom away', 1],
];

/** How the services fail. Not by giving no answer at all: ferryman waits for one without an end, until its process is stopped. */
const SERVICE_FAULTS = [500, 503, 'reset'] as const;

/** Milliseconds. */
const GATE_SHUT = 400;
const AWAY = 1_500;
const RETRY = 250;

/**
 * Breaks things at random until it is told to stop, and sees to it that what was ended is started again, as the
 * platform does. The seed decides what is broken in which order; when, depends on the machine.
 */
export class Chaos {
  readonly deeds: Deeds = new Map();
  readonly #targets: Targets;
  readonly #random: () => number;
  readonly #reviving = new Map<string, Promise<void>>();
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
      case 'SIGTERM': {
        const victim = victims[Math.floor(this.#random() * victims.length)];
        const pid = victim && oih.pid(victim.flowId, victim.stepId);
        // From outside, as a cluster does it; `ended` hears of it.
        if (pid !== undefined) signal(pid, deed);
        return;
      }
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

  #choose(): Deed {
    const all = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.#random() * all;
    for (const [deed, weight] of WEIGHTS) {
      left -= weight;
      if (left < 0) return deed;
    }
    return 'SIGKILL';
  }
}

function signal(pid: number, name: 'SIGKILL' | 'SIGTERM'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself a moment ago.
  }
}
