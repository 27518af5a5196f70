import { randomUUID } from 'node:crypto';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Place, Report, Result, StepError } from './events';
import { type Flow, type FlowNode, firstNode, flowIdOf } from './flow';
import { InFlight } from './inFlight';
import { type Message, travelling } from './message';
import { readToken, signToken } from './token';
import { REBOUND_TTL, type Topology } from './topology';

/** What the orchestrator stands on. */
export interface OrchestratorOptions {
  broker: ChannelModel;
  topology: Topology;
  /** The embedded broker expires a message only when somebody asks for its queue; see #wakeRebound. */
  embedded: boolean;
  /** The IAM token that steps get for the platform's services. */
  apiKey: string;
  onSnapshot: (place: Place, data: unknown, ofExecution: boolean) => void;
  report: Report;
}

type Handler = (message: ConsumeMessage, content: unknown) => void;

/** OIH's orchestrator: gives messages to steps, passes on what they publish, and knows what is under way. */
export class Orchestrator {
  readonly #options: OrchestratorOptions;
  #broker: ChannelModel;
  #channel: Channel;
  /** The tags of our consumers. */
  readonly #consumers: string[] = [];
  /** While we have let go of the broker; resolves when it is there again. */
  #away: Promise<void> | undefined;
  #endAway = () => {};
  /** What is to be published then. */
  readonly #held: (() => void)[] = [];
  readonly #flows = new Map<string, Flow>();
  readonly #inFlight = new InFlight();
  readonly #tokenSecret = randomUUID();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waiting = new Set<() => void>();
  #deliveries = 0;
  readonly #failures = new Map<string, Error>();
  #closed = false;

  private constructor(options: OrchestratorOptions, channel: Channel) {
    this.#options = options;
    this.#broker = options.broker;
    this.#channel = channel;
  }

  /** Declares the platform's exchanges and queues and listens to them. */
  static async start(options: OrchestratorOptions): Promise<Orchestrator> {
    const channel = await options.broker.createChannel();
    const orchestrator = new Orchestrator(options, channel);
    await options.topology.declarePlatform(channel);
    await orchestrator.#listen();
    return orchestrator;
  }

  /** Declares the queues of the flow's steps. Throws where a flow of this id is deployed already. */
  async deploy(flow: Flow): Promise<void> {
    const flowId = flowIdOf(flow);
    if (this.#flows.has(flowId)) throw new Error(`A flow with the id "${flowId}" is deployed already`);
    this.#flows.set(flowId, flow);
    await this.#options.topology.declareFlow(this.#channel, flow);
  }

  /** Starts the flow's first step with this message; returns the id of the execution. */
  trigger(flowId: string, message: Message): string {
    const flow = this.#flow(flowId);
    const flowExecId = randomUUID().replaceAll('-', '');
    this.#give(flow, firstNode(flow), message, flowExecId);
    return flowExecId;
  }

  /**
   * Resolves when no message is queued, in work or waiting for its rebound, and every error and snapshot has arrived.
   * Rejects when a step has died of itself, or after `timeoutMs` with what is still under way.
   */
  async idle(timeoutMs?: number): Promise<void> {
    const deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    for (;;) {
      for (const failure of this.#failures.values()) throw failure;
      if (this.#inFlight.isEmpty) {
        const before = this.#deliveries;
        await this.#flush();
        if (before === this.#deliveries && this.#inFlight.isEmpty) return;
      } else if (!(await this.#changes(deadline))) {
        throw new Error(`Not idle after ${timeoutMs} ms: ${this.#inFlight.describe()}`);
      }
    }
  }

  /** Makes `idle` reject: a step that has died cannot finish what was given to it. */
  failed({ flowId, stepId }: Place, error: Error): void {
    this.#failures.set(`${flowId}/${stepId}`, error);
    this.#changed();
  }

  /** The step runs again. */
  recovered({ flowId, stepId }: Place): void {
    this.#failures.delete(`${flowId}/${stepId}`);
  }

  /**
   * Lets go of the broker: what we published is in its queues by then, what came to us acknowledged. What is given to steps
   * from now on waits for `comeBack`, and so does who asks about queues.
   */
  async leave(): Promise<void> {
    this.#away = new Promise((resolve) => {
      this.#endAway = resolve;
    });
    for (const tag of this.#consumers.splice(0)) await this.#channel.cancel(tag);
    await this.#flush();
    await this.#channel.close();
  }

  /** Goes on where `leave` stopped, with a new connection. */
  async comeBack(broker: ChannelModel): Promise<void> {
    this.#broker = broker;
    this.#channel = await broker.createChannel();
    await this.#listen();
    this.#away = undefined;
    for (const publish of this.#held.splice(0)) publish();
    this.#endAway();
  }

  /** How many consumers the step's queue has: 1 while its process listens. */
  async consumers(place: Place): Promise<number> {
    await this.#away;
    const { messages } = this.#options.topology.step(place.flowId, place.stepId);
    return (await this.#channel.checkQueue(messages)).consumerCount;
  }

  /** Messages of a step that wait in its two queues, those in work not counted. */
  async queued(place: Place): Promise<number> {
    await this.#away;
    const { messages, rebounds } = this.#options.topology.step(place.flowId, place.stepId);
    const [waiting, later] = [await this.#channel.checkQueue(messages), await this.#channel.checkQueue(rebounds)];
    return waiting.messageCount + later.messageCount;
  }

  /** To be called when a step's process has died and the broker has noticed: finds out what it left undone. */
  async reconcile(place: Place): Promise<void> {
    await this.#away;
    const { messages } = this.#options.topology.step(place.flowId, place.stepId);
    const channel = await this.#broker.createChannel();
    const queued = new Set<string>();
    for (let message = await channel.get(messages); message; message = await channel.get(messages)) {
      queued.add(header(message, 'messageId'));
    }
    await channel.close(); // Puts all of them back in their places.
    this.#inFlight.reconcile(place, queued);
    this.#changed();
  }

  /** Deletes this run's queues and exchanges. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#options.topology.remove(this.#channel);
  }

  async #listen(): Promise<void> {
    const { topology } = this.#options;
    await this.#consume(topology.backchannelMessages, (message, content) => {
      const isOutput = message.fields.routingKey === 'orchestrator_backchannel.input';
      return isOutput ? this.#passOn(message, content) : this.#complete(message);
    });
    await this.#consume(topology.backchannelErrors, (message, content) => this.#error(message, content));
    await this.#consume(topology.snapshots, (message, content) => {
      const place = this.#place(message);
      const ofExecution = header(message, 'snapshotEvent') === 'updateSnapshot';
      this.#options.onSnapshot(place, content, ofExecution);
      this.#options.report({ type: 'snapshot', ...place, data: content, ofExecution });
    });
    await this.#consume(topology.watch, (message, content) => this.#watch(message, content));
  }

  async #consume(queue: string, handle: Handler): Promise<void> {
    const { consumerTag } = await this.#channel.consume(queue, (message) => {
      if (!message) return;
      this.#deliveries += 1;
      handle(message, JSON.parse(message.content.toString()));
      this.#channel.ack(message);
      this.#changed();
    });
    this.#consumers.push(consumerTag);
  }

  #give(flow: Flow, node: FlowNode, message: Message, flowExecId: string): void {
    const place = { flowId: flowIdOf(flow), stepId: node.id };
    const names = this.#options.topology.step(place.flowId, place.stepId);
    const messageId = randomUUID();
    const token = signToken(
      {
        ...place,
        userId: 'local-user',
        function: node.function,
        flowExecId,
        ...(node.credentials_id !== undefined && { secretId: node.credentials_id }),
        fields: node.fields ?? {},
        apiKey: this.#options.apiKey,
        nodeSettings: node.nodeSettings ?? {},
        tenant: 'local-tenant',
      },
      this.#tokenSecret,
    );
    this.#inFlight.given(messageId, place);
    const content = Buffer.from(JSON.stringify(message));
    const properties = { persistent: true, headers: { orchestratorToken: token, messageId } };
    const publish = () => void this.#channel.publish(names.exchange, names.key('input'), content, properties);
    if (this.#away) this.#held.push(publish);
    else publish();
    this.#options.report({ type: 'input', ...place, messageId, message });
  }

  #passOn(amqpMessage: ConsumeMessage, content: unknown): void {
    const token = readToken(amqpMessage.properties.headers?.orchestratorToken, this.#tokenSecret);
    const flow = this.#flow(token.flowId);
    const message = travelling(content as Message);
    this.#options.report({ type: 'output', ...this.#place(amqpMessage), ...this.#result(amqpMessage), message });
    const targets = flow.graph.edges.filter((edge) => edge.source === token.stepId).map((edge) => edge.target);
    for (const node of flow.graph.nodes) {
      if (targets.includes(node.id)) this.#give(flow, node, message, token.flowExecId);
    }
  }

  #complete(message: ConsumeMessage): void {
    const parentMessageId = header(message, 'parentMessageId');
    const tookMs = Date.now() - Number(header(message, 'start'));
    this.#inFlight.completed(parentMessageId);
    this.#options.report({ type: 'complete', ...this.#place(message), parentMessageId, tookMs });
  }

  #error(message: ConsumeMessage, content: unknown): void {
    const result = this.#result(message);
    this.#inFlight.failed(result.parentMessageId);
    // The error is a JSON text within the JSON: ferryman encrypts it where the platform has a key for that.
    const { error } = content as { error: string };
    this.#options.report({
      type: 'error',
      ...this.#place(message),
      ...result,
      function: header(message, 'function'),
      error: JSON.parse(error) as StepError,
    });
  }

  #watch(message: ConsumeMessage, content: unknown): void {
    const { routingKey } = message.fields;
    if (message.fields.exchange === this.#options.topology.eventBus) {
      this.#options.report({ type: 'bus', routingKey, payload: content });
      return;
    }
    const messageId = header(message, 'messageId');
    const iteration = Number(header(message, 'reboundIteration'));
    if (routingKey.endsWith('.rebound')) {
      const place = this.#place(message);
      const delayMs = Math.min(Number(message.properties.expiration), REBOUND_TTL);
      this.#inFlight.rebounded(messageId, place);
      if (this.#options.embedded) this.#wakeRebound(messageId, place, delayMs);
      this.#options.report({
        type: 'rebound',
        ...place,
        ...this.#result(message),
        messageId,
        reason: header(message, 'reboundReason'),
        iteration,
        delayMs,
      });
    } else if (routingKey.endsWith('.requeue')) {
      this.#inFlight.returned(messageId);
      this.#options.report({ type: 'rebounded', ...this.#place(message), iteration });
    } else {
      const { flowId, stepId } = readToken(message.properties.headers?.orchestratorToken, this.#tokenSecret);
      this.#inFlight.rejected(messageId);
      this.#options.report({ type: 'rejected', flowId, stepId, messageId });
    }
  }

  /**
   * smqp, under the embedded broker, moves an expired message to the dead-letter exchange only when its queue is
   * consumed from or asked about, so we ask until the message has come back; RabbitMQ does it by itself.
   */
  #wakeRebound(messageId: string, { flowId, stepId }: Place, delayMs: number): void {
    const { rebounds } = this.#options.topology.step(flowId, stepId);
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      await this.#channel.checkQueue(rebounds);
      if (!this.#closed && this.#inFlight.isRebounded(messageId)) this.#wakeRebound(messageId, { flowId, stepId }, 5);
    }, delayMs);
    this.#timers.add(timer);
  }

  /**
   * Waits until all that the steps published or rejected before now has been delivered to us: a round trip to a queue
   * comes back after what was in the queue's hands; the second one, on the channel that consumes, after the delivery.
   */
  async #flush(): Promise<void> {
    const { topology } = this.#options;
    for (const [flowId, flow] of this.#flows) {
      for (const node of flow.graph.nodes) await this.#channel.checkQueue(topology.step(flowId, node.id).messages);
    }
    for (let round = 0; round < 2; round += 1) {
      for (const queue of [
        topology.watch,
        topology.snapshots,
        topology.backchannelErrors,
        topology.backchannelMessages,
      ]) {
        await this.#channel.checkQueue(queue);
      }
    }
  }

  /** Resolves with true at the next change, with false at the deadline. */
  #changes(deadline: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const onChange = () => finish(true);
      const timer =
        deadline === undefined ? undefined : setTimeout(() => finish(false), Math.max(0, deadline - Date.now()));
      const finish = (changed: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(onChange);
        resolve(changed);
      };
      this.#waiting.add(onChange);
    });
  }

  #changed(): void {
    for (const resume of [...this.#waiting]) resume();
  }

  #flow(flowId: string): Flow {
    const flow = this.#flows.get(flowId);
    if (!flow) throw new Error(`No flow with the id "${flowId}" is deployed`);
    return flow;
  }

  /** Ferryman calls the flow's id `taskId` in the headers of what it publishes. */
  #place(message: ConsumeMessage): Place {
    return { flowId: header(message, 'taskId'), stepId: header(message, 'stepId') };
  }

  #result(message: ConsumeMessage): Result {
    return { parentMessageId: header(message, 'parentMessageId'), process: header(message, 'containerId') };
  }
}

function header(message: { properties: { headers?: Record<string, unknown> | undefined } }, name: string): string {
  return String(message.properties.headers?.[name] ?? '');
}
