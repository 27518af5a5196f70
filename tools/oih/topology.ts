import type { Channel } from 'amqplib';
import { type Flow, flowIdOf } from './flow';

/** A rebound waits no longer than this (milliseconds), whatever expiration ferryman gave it. */
export const REBOUND_TTL = 600_000;

/** The broker's names of one step. */
export interface StepNames {
  exchange: string;
  messages: string;
  rebounds: string;
  key(what: 'input' | 'requeue' | 'rebound' | 'deadletter' | 'snapshot'): string;
}

/**
 * The platform's exchanges, queues and bindings, as its QueueCreator makes them. The names end in the run's own
 * suffix, which the platform's do not, so that runs that share a RabbitMQ do not meet.
 */
export class Topology {
  readonly backchannel: string;
  readonly collector: string;
  readonly eventBus: string;
  readonly backchannelMessages: string;
  readonly backchannelErrors: string;
  readonly snapshots: string;
  /** Ours, not the platform's: a copy of what is rebounded, redelivered or rejected, and of the event bus. */
  readonly watch: string;
  readonly #run: string;
  readonly #exchanges = new Set<string>();
  readonly #queues = new Set<string>();

  constructor(run: string) {
    this.#run = run;
    this.backchannel = `orchestrator_backchannel-${run}`;
    this.collector = `component-events-collector-${run}`;
    this.eventBus = `event-bus-${run}`;
    this.backchannelMessages = `${this.backchannel}:messages`;
    this.backchannelErrors = `${this.backchannel}:error`;
    this.snapshots = `flow-snapshots-${run}`;
    this.watch = `watch-${run}`;
  }

  step(flowId: string, stepId: string): StepNames {
    const exchange = `flow-${flowId}-${this.#run}`;
    return {
      exchange,
      messages: `${exchange}:${stepId}:messages`,
      rebounds: `${exchange}:${stepId}:rebounds`,
      key: (what) => `${exchange}.${stepId}.${what}`,
    };
  }

  async declarePlatform(channel: Channel): Promise<void> {
    for (const exchange of [this.backchannel, this.collector, this.eventBus]) await this.#exchange(channel, exchange);
    for (const queue of [this.backchannelMessages, this.backchannelErrors, this.snapshots, this.watch]) {
      await this.#queue(channel, queue);
    }
    await channel.bindQueue(this.backchannelMessages, this.backchannel, 'orchestrator_backchannel.input');
    await channel.bindQueue(this.backchannelMessages, this.backchannel, 'orchestrator_backchannel.step_state');
    await channel.bindQueue(this.backchannelErrors, this.backchannel, 'orchestrator_backchannel.error');
    await channel.bindQueue(this.snapshots, this.collector, '#.snapshot');
    for (const what of ['rebound', 'requeue', 'deadletter']) {
      await channel.bindQueue(this.watch, this.collector, `#.${what}`);
    }
    await channel.bindQueue(this.watch, this.eventBus, '#');
  }

  async declareFlow(channel: Channel, flow: Flow): Promise<void> {
    const steps = flow.graph.nodes.map((node) => this.step(flowIdOf(flow), node.id));
    for (const exchange of new Set(steps.map((step) => step.exchange))) {
      await this.#exchange(channel, exchange);
      await channel.bindExchange(this.collector, exchange, '#');
    }
    for (const step of steps) {
      await this.#queue(channel, step.messages, {
        deadLetterExchange: step.exchange,
        deadLetterRoutingKey: step.key('deadletter'),
      });
      await this.#queue(channel, step.rebounds, {
        messageTtl: REBOUND_TTL,
        deadLetterExchange: step.exchange,
        deadLetterRoutingKey: step.key('requeue'),
      });
      await channel.bindQueue(step.messages, step.exchange, step.key('input'));
      await channel.bindQueue(step.messages, step.exchange, step.key('requeue'));
      await channel.bindQueue(step.rebounds, step.exchange, step.key('rebound'));
    }
  }

  /** Deletes what this run declared, and nothing else. */
  async remove(channel: Channel): Promise<void> {
    for (const queue of this.#queues) await channel.deleteQueue(queue);
    for (const exchange of this.#exchanges) await channel.deleteExchange(exchange);
    this.#queues.clear();
    this.#exchanges.clear();
  }

  async #exchange(channel: Channel, name: string): Promise<void> {
    await channel.assertExchange(name, 'topic', { durable: true });
    this.#exchanges.add(name);
  }

  async #queue(channel: Channel, name: string, options: object = {}): Promise<void> {
    await channel.assertQueue(name, { durable: true, ...options });
    this.#queues.add(name);
  }
}
