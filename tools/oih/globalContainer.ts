import { randomBytes, randomUUID } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import { ROOT } from '../generate/catalogue';
import { connectBroker, embeddedUri } from './broker';
import { onEmbeddedLog, startEmbeddedStep } from './embeddedStep';
import type { LogRecord } from './events';
import { startProcessStep } from './processStep';
import { hostServices, type Service } from './services/http';
import { stepEnvironment } from './step';
import { readToken, signToken } from './token';
import { Topology } from './topology';

/** A step of somebody's flow, whose messages a global container may get. */
export interface GlobalStep {
  flowId: string;
  function: string;
  secretId?: string;
  fields?: Record<string, unknown>;
  nodeSettings?: Record<string, unknown>;
}

/** Something that the container published, and the flow of whose message it says it is. */
export interface Published {
  kind: 'data' | 'error' | 'rebound' | 'snapshot' | 'complete';
  flowId: string;
  /** The id of the message that it came of. */
  parentMessageId: string;
  headers: Record<string, unknown>;
  content: unknown;
}

/** One process of the component that serves many flows at once: what the platform calls a global component. */
export interface GlobalContainer {
  published: Published[];
  log: LogRecord[];
  /** Gives it a message of this step; returns the message's id. */
  give(step: GlobalStep, message: object): string;
  /** Resolves when so many messages have come to their end. Rejects after `timeoutMs`. */
  completed(count: number, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

const STEP = 'step';

/** Starts it: in this process, over the embedded broker, or as a process where a RabbitMQ is given. */
export async function startGlobalContainer(options: {
  amqpUri: string | undefined;
  prefetch: number;
  services: (apiKey: string) => Service[];
}): Promise<GlobalContainer> {
  const run = `global-${randomBytes(4).toString('hex')}`;
  const uri = options.amqpUri ?? embeddedUri(run);
  const secret = randomUUID();
  const apiKey = randomUUID();
  const topology = new Topology(run);
  const broker = await connectBroker(uri);
  const channel = await broker.createChannel();
  const names = topology.step('all', STEP);
  await topology.declarePlatform(channel);
  await topology.declareFlow(channel, {
    id: 'all',
    name: 'all',
    graph: { nodes: [{ id: STEP, componentId: 'intercom', function: 'any' }], edges: [] },
  });
  const services = await hostServices(apiKey, options.services(apiKey));
  const published: Published[] = [];
  const log: LogRecord[] = [];

  const listen = async (queue: string, kindOf: (routingKey: string) => Published['kind'] | undefined) => {
    await channel.consume(
      queue,
      (message: ConsumeMessage | null) => {
        const kind = message ? kindOf(message.fields.routingKey) : undefined;
        if (!message || !kind) return;
        const headers: Record<string, unknown> = message.properties.headers ?? {};
        const { flowId } = readToken(headers.orchestratorToken, secret);
        const content: unknown = JSON.parse(message.content.toString());
        published.push({ kind, flowId, parentMessageId: String(headers.parentMessageId), headers, content });
      },
      { noAck: true },
    );
  };
  await listen(topology.backchannelMessages, (key) => (key.endsWith('.step_state') ? 'complete' : 'data'));
  await listen(topology.backchannelErrors, () => 'error');
  await listen(topology.snapshots, () => 'snapshot');
  await listen(topology.watch, (key) => (key.endsWith('.rebound') ? 'rebound' : undefined));

  const environment = {
    ...stepEnvironment({ componentId: 'intercom', flowId: 'all', stepId: STEP, amqpUri: uri, services, topology }),
    ELASTICIO_RABBITMQ_PREFETCH_SAILOR: String(options.prefetch),
    ELASTICIO_OUTPUT_RATE_LIMIT: '1000',
    ELASTICIO_ERROR_RATE_LIMIT: '1000',
    ELASTICIO_SNAPSHOT_RATE_LIMIT: '1000',
  };
  const stopLogging = options.amqpUri === undefined ? onEmbeddedLog((record) => log.push(record)) : () => {};
  const listener = { onLog: (record: LogRecord) => void log.push(record), onExit: () => {} };
  const running =
    options.amqpUri === undefined
      ? await startEmbeddedStep(ROOT, environment, listener)
      : startProcessStep(ROOT, environment, listener);

  return {
    published,
    log,
    give(step, message) {
      const messageId = randomUUID();
      const token = signToken(
        {
          stepId: STEP,
          userId: `user of ${step.flowId}`,
          flowExecId: randomUUID(),
          apiKey,
          tenant: `platform's ${step.flowId}`,
          ...step,
          fields: step.fields ?? {},
          nodeSettings: step.nodeSettings ?? {},
        },
        secret,
      );
      channel.publish(names.exchange, names.key('input'), Buffer.from(JSON.stringify(message)), {
        headers: { orchestratorToken: token, messageId },
      });
      return messageId;
    },
    async completed(count, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      const done = () => published.filter(({ kind }) => kind === 'complete').length;
      while (done() < count) {
        if (Date.now() > deadline) throw new Error(`${done()} of ${count} messages came to their end`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      // Errors and snapshots are published beside the end, not before it.
      await new Promise((resolve) => setTimeout(resolve, 300));
    },
    async close() {
      await running.stop('SIGTERM');
      stopLogging();
      await topology.remove(channel);
      await broker.close();
      await services.close();
    },
  };
}
