import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from '../dockerfile';
import { type LogRecord, mixedSecret, type Oih, type OihEvent, type OihOptions, startOih } from '../oih';
import { VARIABLES } from '../register/registration';
import { seededRandom } from '../sandbox/random';
import { Chaos, type Deeds, type Victim } from './chaos';
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
import { OwnBroker } from './ownBroker';
import { PollBook } from './polls';
import { type Account, type SandboxProcess, startSandboxProcess } from './sandboxProcess';

export interface SoakOptions {
  /** The machine's RabbitMQ; it is not restarted. */
  amqpUri: string;
  /** Messages that steps are given, the polling trigger's not counted. */
  messages: number;
  /** No new messages after so many milliseconds. */
  feedMs: number;
  /** Milliseconds that what is under way then has to come to an end. */
  settleMs: number;
  /** The longest pause between two deeds, in milliseconds. */
  pauseMs: number;
  /** One request in so many meets a fault of Intercom's. */
  faultOneIn: number;
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

/** A way to the broker that is shut looks like a restart to the steps, and tests nothing of what the broker keeps. */
const NO_OWN_BROKER = 'No RabbitMQ is installed that could be restarted; the way to the broker is cut instead.';

/** A message for the chain becomes three; the steady step gets one for each of them, at its own pace. */
const MESSAGES_A_ROUND = 4;
/** Contacts that are there from the beginning. */
const CONTACTS = 200;
/** Messages under way at once: enough that no step waits for want of them, even when many wait for their rebound. */
const UNDER_WAY = 120;
const STEADY_UNDER_WAY = 20;
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

/** Tells what the process that is left alone holds. */
const LIVE_HEAP = path.join(__dirname, 'liveHeap.js');

/** Runs the flows and breaks things meanwhile; then lets all come to rest. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const { seed, faultOneIn, amqpUri } = options;
  const sandbox = await startSandboxProcess({ seed, contacts: CONTACTS, faultOneIn });
  const broker = await OwnBroker.start();
  if (!broker) options.progress(NO_OWN_BROKER);
  const gate = await Gate.open(broker?.uri ?? amqpUri);
  const platforms: Oih[] = [];
  try {
    const run = new Run(options, sandbox, gate, broker);
    for (const begin of [run.beginBroken, run.beginSteady]) platforms.push(await begin());
    return await run.toTheEnd();
  } finally {
    gate.reopen();
    for (const oih of platforms) await oih.close();
    await gate.close();
    await broker?.close();
    sandbox.close();
  }
}

/** Ids of the flows. */
interface Flows {
  chain: string;
  poll: string;
  steady: string;
}

/** A deployed step, and the platform that it runs on. */
interface Placed extends Victim {
  oih: Oih;
}

class Run {
  private readonly ledger = new Ledger([...CHAIN, STEADY], idIn);
  private readonly polls = new PollBook(POLL);
  private readonly memory = new MemoryRecord();
  private readonly begun = Date.now();
  private chaos: Chaos | undefined;
  private lastSign = Date.now();
  private polledAt = 0;
  private steadyEmitted = 0;
  /** No new messages any more: what has nothing to do does not grow. */
  private isFed = false;
  private isOver = false;

  constructor(
    private readonly options: SoakOptions,
    private readonly sandbox: SandboxProcess,
    private readonly gate: Gate,
    private readonly broker: OwnBroker | undefined,
  ) {}

  /** The platform of the steps that are broken; on a broker of our own where there is one. */
  private broken: Oih | undefined;
  /** That of the step that is left alone. */
  private steady: Oih | undefined;

  readonly beginBroken = async (): Promise<Oih> => {
    const { gate, broker, options } = this;
    const amqpUri = broker?.uri ?? options.amqpUri;
    this.broken = await this.begin({ amqpUri, stepAmqpUri: () => gate.uri }, this.image());
    return this.broken;
  };

  readonly beginSteady = async (): Promise<Oih> => {
    const { NODE_OPTIONS = '', ...env } = this.image();
    const withHeap = { ...env, NODE_OPTIONS: `${NODE_OPTIONS} --require ${LIVE_HEAP}` };
    this.steady = await this.begin({ amqpUri: this.options.amqpUri }, withHeap);
    return this.steady;
  };

  private begin(broker: Pick<OihOptions, 'amqpUri' | 'stepAmqpUri'>, env: Record<string, string>): Promise<Oih> {
    const { token: accessToken, url: baseUrl } = this.sandbox;
    return startOih({
      ...broker,
      secrets: { intercom: mixedSecret({ accessToken, baseUrl }) },
      env: { ...env, ...ENVIRONMENT },
      keepEvents: false,
      onEvent: (event) => this.hear(event),
    });
  }

  /** The environment of the image, with its limits of memory. */
  private image(): Record<string, string> {
    return startOf(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')).env;
  }

  async toTheEnd(): Promise<Soaked> {
    const { options, sandbox, gate, broker, broken, steady } = this;
    if (!broken || !steady) throw new Error('The platforms did not start');
    const flows: Flows = {
      chain: await broken.deploy(chainFlow),
      poll: await broken.deploy(pollFlow),
      steady: await steady.deploy(steadyFlow),
    };
    const victims: Placed[] = [
      ...CHAIN.map((stepId) => ({ oih: broken, flowId: flows.chain, stepId })),
      { oih: broken, flowId: flows.poll, stepId: POLL },
    ];
    const places: Placed[] = [...victims, { oih: steady, flowId: flows.steady, stepId: STEADY }];
    const giveBad = (count: number) => {
      for (let given = 0; given < count; given += 1) broken.trigger(flows.chain, badMessage());
    };
    const targets = { oih: broken, others: [steady], gate, broker, sandbox, victims, giveBad };
    const chaos = new Chaos(targets, seededRandom(options.seed));
    this.chaos = chaos;
    const watch = setInterval(() => {
      for (const place of places) this.look(place);
    }, LOOK_EVERY);
    const tell = setInterval(() => options.progress(this.told(chaos)), TELL_EVERY);
    const queued = async () => {
      let sum = 0;
      for (const { oih, flowId, stepId } of places) sum += await oih.queued(flowId, stepId);
      return sum;
    };
    try {
      const breaking = chaos.run(options.pauseMs);
      await this.feed(broken, steady, flows);
      this.isFed = true;
      clearInterval(watch);
      options.progress('settling');
      await chaos.stop();
      await breaking;
      sandbox.calm();
      const left = await this.settled(queued);
      await this.pollToTheEnd(broken, flows.poll);
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
    if (event.type === 'log') {
      this.hearHeap(event.record);
      return;
    }
    this.lastSign = Date.now();
    this.ledger.book(event, event.type === 'exit' && this.chaos?.ended(event));
    this.polls.book(event);
    if (event.type === 'output' && event.stepId === STEADY) this.steadyEmitted += 1;
  }

  private look({ oih, flowId, stepId }: Placed): void {
    const bytes = this.memory.sample(stepId, oih.pid(flowId, stepId));
    if (stepId !== STEADY || bytes === undefined) return;
    this.memory.resident.push({ messages: this.steadyEmitted, bytes });
  }

  private hearHeap({ name, bytes }: LogRecord): void {
    if (this.isFed || name !== 'liveHeap' || typeof bytes !== 'number') return;
    this.memory.heap.push({ messages: this.steadyEmitted, bytes });
  }

  private async feed(broken: Oih, steady: Oih, flows: Flows): Promise<void> {
    const { ledger, options } = this;
    const deadline = this.begun + options.feedMs;
    const goesOn = () => Date.now() < deadline && !options.isEnough() && Date.now() - this.lastSign < SILENCE;
    const isEnough = () => ledger.given >= options.messages;
    let [rounds, steadyRounds] = [0, 0];
    const ofSteady = options.messages / MESSAGES_A_ROUND;
    while (!isEnough() && goesOn()) {
      const open = () => CHAIN.reduce((all, step) => all + ledger.openOf(step), 0);
      for (; open() < UNDER_WAY && !isEnough(); rounds += 1) broken.trigger(flows.chain, chainMessage(rounds));
      for (; ledger.openOf(STEADY) < STEADY_UNDER_WAY && steadyRounds < ofSteady; steadyRounds += 1) {
        steady.trigger(flows.steady, steadyMessage(steadyRounds));
      }
      this.poll(broken, flows.poll);
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
