import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from '../dockerfile';
import { mixedSecret, type Oih, type OihEvent, startOih } from '../oih';
import { VARIABLES } from '../register/registration';
import { seededRandom } from '../sandbox/random';
import { Chaos, type Deeds } from './chaos';
import {
  badMessage,
  CHAIN,
  chainFlow,
  chainMessage,
  idIn,
  POLL,
  pollFlow,
  STEADY,
  steadyFlow,
  steadyMessage,
} from './flows';
import { Gate } from './gate';
import { Ledger } from './ledger';
import { MemoryRecord } from './memory';
import { PollBook } from './polls';
import { type Account, type SandboxProcess, startSandboxProcess } from './sandboxProcess';

export interface SoakOptions {
  amqpUri: string;
  /** Messages that steps are given, the polling trigger's not counted. */
  messages: number;
  /** No new messages after so many milliseconds. */
  feedMs: number;
  /** Milliseconds that what is under way then has to come to an end. */
  settleMs: number;
  /** The longest pause between two deeds, in milliseconds. */
  pauseMs: number;
  seed: number;
  /** Whether no new messages are wanted any more. */
  isEnough: () => boolean;
  progress: (line: string) => void;
}

/** What a soak leaves behind to be judged. */
export interface Soaked {
  ledger: Ledger;
  polls: PollBook;
  account: Account;
  memory: MemoryRecord;
  deeds: Deeds;
  /** Messages that still waited in the broker when patience ended. */
  queued: number;
  seconds: number;
}

const ROOT = path.resolve(__dirname, '../..');

/** A round is a message for the chain, which becomes three, and one for the steady step. */
const MESSAGES_A_ROUND = 4;
/** Contacts that are there from the beginning. */
const CONTACTS = 200;
/** Messages under way at once: enough that no step waits for want of them. */
const UNDER_WAY = 80;
/** Milliseconds. */
const POLL_EVERY = 3_000;
const POLL_PATIENCE = 60_000;
const LOOK_EVERY = 1_000;
const TELL_EVERY = 5_000;
/** So long after the last sign of life, with empty queues, nothing is under way any more. */
const SILENCE = 20_000;

/** What a registration sets; and ferryman's fifteen seconds before the first rebound would be most of the run. */
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(VARIABLES).map(([name, value]) => [`ELASTICIO_${name}`, value])),
  LOG_LEVEL: 'warn',
  ELASTICIO_REBOUND_INITIAL_EXPIRATION: '500',
};

/** Runs the flows and breaks things meanwhile; then lets all come to rest. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const sandbox = await startSandboxProcess(options.seed, CONTACTS);
  const gate = await Gate.open(options.amqpUri);
  let oih: Oih | undefined;
  try {
    const run = new Run(options, sandbox, gate);
    oih = await run.begin();
    return await run.toTheEnd(oih);
  } finally {
    gate.reopen();
    await oih?.close();
    await gate.close();
    sandbox.close();
  }
}

class Run {
  private readonly ledger = new Ledger([...CHAIN, STEADY], idIn);
  private readonly polls = new PollBook(POLL);
  private readonly memory = new MemoryRecord();
  private readonly begun = Date.now();
  private chaos: Chaos | undefined;
  private lastSign = Date.now();
  private rounds = 0;
  private polledAt = 0;
  private isOver = false;

  constructor(
    private readonly options: SoakOptions,
    private readonly sandbox: SandboxProcess,
    private readonly gate: Gate,
  ) {}

  begin(): Promise<Oih> {
    const { sandbox, gate, options } = this;
    return startOih({
      amqpUri: options.amqpUri,
      stepAmqpUri: (stepId) => (stepId === STEADY ? options.amqpUri : gate.uri),
      secrets: { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) },
      // With the limits of memory that the image has.
      env: { ...startOf(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')).env, ...ENVIRONMENT },
      keepEvents: false,
      onEvent: (event) => this.hear(event),
    });
  }

  async toTheEnd(oih: Oih): Promise<Soaked> {
    const { options, sandbox, gate } = this;
    const [chain, steady, poll] = await Promise.all([chainFlow, steadyFlow, pollFlow].map((flow) => oih.deploy(flow)));
    if (!chain || !steady || !poll) throw new Error('The flows did not start');
    const places = [
      ...CHAIN.map((stepId) => ({ flowId: chain, stepId })),
      { flowId: poll, stepId: POLL },
      { flowId: steady, stepId: STEADY },
    ];
    const victims = places.filter(({ stepId }) => stepId !== STEADY);
    const giveBad = (count: number) => {
      for (let given = 0; given < count; given += 1) oih.trigger(chain, badMessage());
    };
    const chaos = new Chaos({ oih, gate, sandbox, victims, giveBad }, seededRandom(options.seed));
    this.chaos = chaos;
    const watch = setInterval(() => {
      for (const { flowId, stepId } of places) this.memory.sample(stepId, oih.pid(flowId, stepId));
    }, LOOK_EVERY);
    const tell = setInterval(() => options.progress(this.told(chaos)), TELL_EVERY);
    const queued = async () => {
      let sum = 0;
      for (const { flowId, stepId } of places) sum += await oih.queued(flowId, stepId);
      return sum;
    };
    try {
      const breaking = chaos.run(options.pauseMs);
      await this.feed(oih, { chain, steady, poll });
      // A process that has nothing to do does not grow.
      clearInterval(watch);
      options.progress('settling');
      await chaos.stop();
      await breaking;
      sandbox.calm();
      const left = await this.settled(queued);
      await this.pollToTheEnd(oih, poll);
      const { ledger, polls, memory } = this;
      const account = await sandbox.account();
      const seconds = (Date.now() - this.begun) / 1000;
      return { ledger, polls, memory, account, deeds: chaos.deeds, queued: left, seconds };
    } finally {
      this.isOver = true;
      clearInterval(watch);
      clearInterval(tell);
    }
  }

  private hear(event: OihEvent): void {
    // How the steps are stopped in the end is no part of it.
    if (this.isOver) return;
    this.lastSign = Date.now();
    this.ledger.book(event);
    this.polls.book(event);
    if (event.type === 'exit') this.chaos?.ended(event.flowId, event.stepId);
  }

  private async feed(oih: Oih, flows: { chain: string; steady: string; poll: string }): Promise<void> {
    const rounds = Math.ceil(this.options.messages / MESSAGES_A_ROUND);
    const deadline = this.begun + this.options.feedMs;
    const goesOn = () => Date.now() < deadline && !this.options.isEnough() && Date.now() - this.lastSign < SILENCE;
    while (this.rounds < rounds && goesOn()) {
      while (this.ledger.open < UNDER_WAY && this.rounds < rounds) {
        oih.trigger(flows.chain, chainMessage(this.rounds));
        oih.trigger(flows.steady, steadyMessage(this.rounds));
        this.rounds += 1;
      }
      this.poll(oih, flows.poll);
      await sleep(10);
    }
  }

  /** Starts the polling trigger as its schedule does. What an ended process did not tell is not waited for. */
  private poll(oih: Oih, flowId: string): void {
    const waited = Date.now() - this.polledAt;
    if (waited < POLL_EVERY || (this.polls.isRunning && waited < POLL_PATIENCE)) return;
    this.polls.forgetRuns();
    this.polledAt = Date.now();
    oih.trigger(flowId);
  }

  /** Resolves when all has come to its end, when nothing moves any more, or after `settleMs`; with what then is queued. */
  private async settled(queued: () => Promise<number>): Promise<number> {
    const deadline = Date.now() + this.options.settleMs;
    for (;;) {
      const waiting = await queued();
      const silent = Date.now() - this.lastSign;
      const isDone = this.ledger.open === 0 && !this.polls.isRunning;
      // An acknowledgement, or a second result of what a killed process had in work, may still be on its way.
      if (waiting === 0 && silent > (isDone ? 1_000 : SILENCE)) return 0;
      if (Date.now() > deadline) return waiting;
      await sleep(100);
    }
  }

  /** Polls until a run finds nothing new. */
  private async pollToTheEnd(oih: Oih, flowId: string): Promise<void> {
    for (let before = -1; before !== this.polls.emitted; ) {
      before = this.polls.emitted;
      // Stamps are whole seconds, and a run leaves the present one to the next.
      await sleep(1_500);
      this.polls.forgetRuns();
      oih.trigger(flowId);
      const deadline = Date.now() + POLL_PATIENCE;
      while (this.polls.isRunning && Date.now() < deadline) await sleep(50);
    }
  }

  private told({ deeds }: Chaos): string {
    const seconds = ((Date.now() - this.begun) / 1000).toFixed(0);
    const given = `${this.ledger.given} of ${this.options.messages} messages given, ${this.ledger.open} under way`;
    const broken = [...deeds].map(([deed, times]) => `${deed} ${times}`).join(', ');
    return `${seconds} s: ${given}, ${this.polls.emitted} records polled; ${broken || 'nothing broken yet'}`;
  }
}
