import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Message } from '../oih/message';
import { type Services, stepEnvironment } from '../oih/step';
import { signToken } from '../oih/token';
import { openStepBroker, type StepBroker } from './stepBroker';

/** A component as it is deployed: an image, the step that it serves, and the platform around it. */
export interface ContainerOptions {
  /** The image's entry point; `node` stands for the one that runs us. */
  entrypoint: readonly string[];
  /** The image's working directory, where component.json is. */
  folder: string;
  function: string;
  fields?: Record<string, unknown>;
  secretId?: string;
  services: Services;
  /** The token that the step gets for the platform's services. */
  apiKey?: string;
  /** A RabbitMQ; without one the broker is within the component's process. */
  amqpUri?: string | undefined;
  /** More environment, such as ELASTICIO_OUTPUT_RATE_LIMIT. */
  env?: Record<string, string>;
  /** Whether `usage` can be asked for; the process then loads a few lines of ours before ferryman. */
  measured?: boolean;
}

/** What a process has used since it started. */
export interface Usage {
  /** Milliseconds of processor time that its own code took, the system's work for it left out. */
  userMs: number;
  /** User and system time, in milliseconds. */
  cpuMs: number;
  /** The most memory that it ever had resident. */
  peakBytes: number;
}

interface Events {
  /** Ferryman begins to consume. */
  listening: [];
  /** Ferryman has been told to stop and finishes what it has in work. */
  draining: [];
  output: [message: Message];
  /** The step is done with a message, whether or not it failed. */
  complete: [];
  failed: [error: Error];
  exit: [code: number | null, signal: NodeJS.Signals | null];
}

const STEP = 'step';
const USAGE = path.join(__dirname, 'preload', 'usage.js');

/** Runs a component's process, again and again if asked, and plays the orchestrator for its one step. */
export class Container extends EventEmitter<Events> {
  private child: ChildProcess | undefined;
  private lastLines: string[] = [];

  private constructor(
    private readonly options: ContainerOptions,
    private readonly flowId: string,
    private readonly orchestratorToken: string,
    private readonly broker: StepBroker,
  ) {
    super();
  }

  static async create(options: ContainerOptions): Promise<Container> {
    const flowId = `one-step-${randomUUID().slice(0, 8)}`;
    const token = {
      flowId,
      stepId: STEP,
      userId: 'local-user',
      function: options.function,
      flowExecId: randomUUID().replaceAll('-', ''),
      ...(options.secretId !== undefined && { secretId: options.secretId }),
      fields: options.fields ?? {},
      apiKey: options.apiKey ?? 'local',
      nodeSettings: {},
      tenant: 'local-tenant',
    };
    const node = { id: STEP, componentId: 'component', function: options.function };
    const flow = { name: flowId, graph: { nodes: [node], edges: [] } };
    const broker = await openStepBroker(flow, (key, content) => container.published(key, content), options.amqpUri);
    // Ferryman decodes the token and leaves its signature to the orchestrator.
    const container = new Container(options, flowId, signToken(token, 'local'), broker);
    return container;
  }

  /** Puts a message into the step's queue; the process may be started later. */
  give(message: Message): void {
    this.broker.give({
      content: JSON.stringify(message),
      options: { persistent: true, headers: { orchestratorToken: this.orchestratorToken, messageId: randomUUID() } },
    });
  }

  /** Starts the process. */
  start(): void {
    const { entrypoint, folder, services, env, measured } = this.options;
    const [command = '', ...rest] = entrypoint;
    const preload = [...(measured ? [USAGE] : []), ...this.broker.preload];
    const child = spawn(
      command === 'node' ? process.execPath : command,
      [...preload.flatMap((file) => ['--require', file]), ...rest],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          NODE_ENV: 'production',
          ...stepEnvironment({
            componentId: 'component',
            flowId: this.flowId,
            stepId: STEP,
            amqpUri: this.broker.uri,
            services,
            topology: this.broker.topology,
          }),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    const killWithUs = () => child.kill('SIGKILL');
    process.once('exit', killWithUs);
    child.once('close', (code, signal) => {
      process.off('exit', killWithUs);
      this.child = undefined;
      this.emit('exit', code, signal);
    });
    this.lastLines = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.logged(line));
    }
    this.child = child;
    this.broker.attach(child);
  }

  /** Gives the same message `count` times and resolves when the step is done with all. Rejects where one fails. */
  async work(message: Message, count: number): Promise<void> {
    for (let given = 0; given < count; given += 1) this.give(message);
    await this.completed(count);
  }

  /** Resolves when the step is done with `count` more messages. Rejects where one fails or the process ends. */
  completed(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let done = 0;
      const onComplete = () => {
        done += 1;
        if (done === count) finish(resolve);
      };
      const onFailed = (error: Error) => finish(() => reject(error));
      const onExit = (code: number | null, signal: string | null) =>
        finish(() => reject(new Error([`The process ended (${signal ?? code})`, ...this.lastLines].join('\n  '))));
      const finish = (settle: () => void) => {
        this.off('complete', onComplete).off('failed', onFailed).off('exit', onExit);
        settle();
      };
      this.on('complete', onComplete).on('failed', onFailed).on('exit', onExit);
    });
  }

  /** Of the process, while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Throws where the process does not run or is not `measured`. */
  async usage(): Promise<Usage> {
    const { child } = this;
    if (!child || !this.options.measured) throw new Error('No process that could tell what it uses');
    child.send({ ask: 'usage' });
    for (;;) {
      const [message]: { usage?: Usage }[] = await once(child, 'message');
      if (message?.usage) return message.usage;
    }
  }

  /** Sends the signal; resolves when the process has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (!this.child) throw new Error('The process does not run');
    const ended = once(this, 'exit');
    this.child.kill(signal);
    const [code, by]: [number | null, NodeJS.Signals | null] = await (ended as Promise<
      [number | null, NodeJS.Signals | null]
    >);
    return { code, signal: by };
  }

  /** Ends the process, where it still runs, and removes the step's queues. */
  async close(): Promise<void> {
    if (this.child) await this.stop('SIGKILL');
    await this.broker.close();
  }

  /** The last lines of the process that were a warning, an error, or no log record. */
  get complaints(): readonly string[] {
    return this.lastLines;
  }

  private logged(line: string): void {
    if (line.includes('"msg":"Start listening for messages')) this.emit('listening');
    if (line.includes('shutdown is scheduled"')) this.emit('draining');
    // bunyan's levels: 40 warn, 50 error, 60 fatal.
    if (!/"level":[123]0\b/.test(line)) this.lastLines = [...this.lastLines.slice(-4), line];
  }

  private published(routingKey: string, content: string): void {
    switch (routingKey) {
      case 'orchestrator_backchannel.input':
        this.emit('output', JSON.parse(content));
        break;
      case 'orchestrator_backchannel.step_state':
        this.emit('complete');
        break;
      case 'orchestrator_backchannel.error':
        this.emit('failed', errorOf(content));
        break;
    }
  }
}

/** Ferryman packs the error as a JSON text within the JSON. */
function errorOf(content: string): Error {
  const { error }: { error: string } = JSON.parse(content);
  const { name, message }: { name: string; message: string } = JSON.parse(error);
  return new Error(`${name}: ${message}`);
}
