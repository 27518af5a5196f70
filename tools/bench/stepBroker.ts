import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Channel, ChannelModel } from 'amqplib';
import { connectBroker } from '../oih/broker';
import type { Flow } from '../oih/flow';
import { Topology } from '../oih/topology';

/** A message for a step, as it goes over AMQP. */
export interface Given {
  content: string;
  options: { persistent: true; headers: Record<string, string> };
}

/** Hears what a step publishes to the orchestrator. */
export type OnPublished = (routingKey: string, content: string) => void;

/** The broker's side of a flow with one step. */
export interface StepBroker {
  readonly topology: Topology;
  /** For ELASTICIO_AMQP_URI. */
  readonly uri: string;
  /** What node has to load before ferryman. */
  readonly preload: readonly string[];
  /** Puts a message into the step's queue; its process need not run yet. */
  give(message: Given): void;
  /** To be called with each process that is started for the step; it has an IPC channel. */
  attach(child: ChildProcess): void;
  close(): Promise<void>;
}

/** RabbitMQ where there is a URI, else a broker within the step's own process, which forgets all when that ends. */
export function openStepBroker(flow: Flow, onPublished: OnPublished, amqpUri?: string): Promise<StepBroker> {
  const topology = new Topology(`bench-${randomBytes(4).toString('hex')}`);
  return amqpUri
    ? Rabbit.open(flow, topology, amqpUri, onPublished)
    : Promise.resolve(new Embedded(topology, onPublished));
}

class Rabbit implements StepBroker {
  readonly preload = [];

  private constructor(
    readonly topology: Topology,
    readonly uri: string,
    private readonly flow: Flow,
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
  ) {}

  static async open(flow: Flow, topology: Topology, uri: string, onPublished: OnPublished): Promise<Rabbit> {
    const connection = await connectBroker(uri);
    const channel = await connection.createChannel();
    await topology.declarePlatform(channel);
    await topology.declareFlow(channel, flow);
    for (const queue of [topology.backchannelMessages, topology.backchannelErrors]) {
      await channel.consume(
        queue,
        (message) => message && onPublished(message.fields.routingKey, message.content.toString()),
        { noAck: true },
      );
    }
    return new Rabbit(topology, uri, flow, connection, channel);
  }

  give({ content, options }: Given): void {
    const [step] = this.flow.graph.nodes;
    const { exchange, key } = this.topology.step(this.flow.name, step?.id ?? '');
    this.channel.publish(exchange, key('input'), Buffer.from(content), options);
  }

  attach(): void {}

  async close(): Promise<void> {
    await this.topology.remove(this.channel);
    await this.connection.close();
  }
}

class Embedded implements StepBroker {
  readonly uri = 'amqp://embedded.invalid';
  readonly preload = [path.join(__dirname, 'preload', 'embeddedBroker.js')];
  private readonly waiting: Given[] = [];
  private child: ChildProcess | undefined;

  constructor(
    readonly topology: Topology,
    private readonly onPublished: OnPublished,
  ) {}

  give(message: Given): void {
    if (this.child?.connected) this.child.send({ give: message });
    else this.waiting.push(message);
  }

  attach(child: ChildProcess): void {
    this.child = child;
    child.on('message', (message: { published?: { key: string; content: string } }) => {
      if (message.published) this.onPublished(message.published.key, message.published.content);
    });
    for (const message of this.waiting.splice(0)) this.give(message);
  }

  async close(): Promise<void> {}
}
