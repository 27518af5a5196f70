import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker, embeddedUri } from './broker';
import { onEmbeddedLog, startEmbeddedStep } from './embeddedStep';
import type { LogRecord, OihEvent, Place, Report } from './events';
import { checkFlow, type Flow, type FlowNode, flowIdOf } from './flow';
import { type Message, scheduledStart } from './message';
import { Orchestrator } from './orchestrator';
import { startProcessStep } from './processStep';
import { AttachmentService } from './services/attachments';
import { DataHubService } from './services/dataHub';
import { hostServices } from './services/http';
import { type Secret, SecretService } from './services/secrets';
import { SnapshotService } from './services/snapshots';
import { type RunningStep, type StepListener, stepEnvironment } from './step';
import { Topology } from './topology';

export type { LogRecord, OihEvent } from './events';
export { type Flow, FlowError, type FlowNode, flowIdOf, readFlow } from './flow';
export type { Message } from './message';
export { mixedSecret, type Secret } from './services/secrets';

/** The component of this repository. */
const OWN_COMPONENT = { intercom: path.resolve(__dirname, '../..') };

/** A step that has not begun to listen by then (milliseconds) is given up. */
const START_TIMEOUT = 30_000;

/** bunyan's levels. */
const WARN = 40;
const FATAL = 60;

/** How long `close` lets a step finish what it has in work (milliseconds). */
const CLOSE_PATIENCE = 1_000;

export interface OihOptions {
  /** A RabbitMQ, such as amqp://guest:guest@127.0.0.1:5672: each step is a process. Without one, all runs in ours. */
  amqpUri?: string | undefined;
  /** The way on which a step's process reaches that RabbitMQ where it is another one, such as a proxy. */
  stepAmqpUri?: (stepId: string) => string;
  /** Where the snapshots outlive this run; without it they are kept in memory. */
  snapshotFile?: string;
  /** What `credentials_id` of a step may name. */
  secrets?: Record<string, Secret>;
  /** The folder of each component; `intercom` is this repository's. */
  components?: Record<string, string>;
  /**
   * More environment for every step, such as ELASTICIO_OUTPUT_RATE_LIMIT. Where steps run in our process only
   * ferryman's own settings come from here.
   */
  env?: Record<string, string>;
  onEvent?: (event: OihEvent) => void;
  /** Whether `events` remembers all that happened (it does); false for runs with very many messages. */
  keepEvents?: boolean;
}

/** Open Integration Hub in one process, as far as a component can see it. */
export interface Oih {
  /** Makes the flow's queues and starts its steps; returns the flow's id. Throws FlowError for one that cannot run. */
  deploy(flow: Flow): Promise<string>;
  /** Starts the flow, as its schedule does unless another message is given; returns the id of the execution. */
  trigger(flowId: string, message?: Message): string;
  /**
   * Resolves when nothing is under way any more, not even a rebound. Rejects when a step's process dies of itself,
   * and after `timeoutMs` with a list of what is left.
   */
  idle(timeoutMs?: number): Promise<void>;
  /** Stops a step as the platform stops a container; resolves when it is gone. */
  kill(flowId: string, stepId: string, signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts a step anew, stopping it first where it still runs; mends what makes `idle` reject. */
  restart(flowId: string, stepId: string): Promise<void>;
  /**
   * Leaves the broker alone while `work` runs, which may restart it. What steps are given meanwhile is published
   * afterwards; the steps themselves are not told.
   */
  withoutBroker(work: () => Promise<void>): Promise<void>;
  /** The process id of a step; none on the embedded broker. */
  pid(flowId: string, stepId: string): number | undefined;
  /** Messages that wait for a step, rebounds included; those in work are not counted. */
  queued(flowId: string, stepId: string): Promise<number>;
  readonly events: readonly OihEvent[];
  /** What a step has emitted up to now. */
  emitted(stepId: string): Message[];
  readonly snapshots: SnapshotService;
  readonly secrets: SecretService;
  readonly attachments: AttachmentService;
  readonly dataHub: DataHubService;
  /** The IAM token that opens the services of this run. */
  readonly apiKey: string;
  /** Stops all steps and deletes the queues and exchanges of this run. A second call waits for the first. */
  close(): Promise<void>;
}

interface Deployed extends Place {
  node: FlowNode;
  running?: RunningStep | undefined;
  /** Tells the processes apart that a step has one after the other. */
  process: string;
  /** Set while we stop the step ourselves. */
  stopping: boolean;
  lastLines: string[];
}

/** Starts the platform: broker, orchestrator, snapshot and secret services. */
export async function startOih(options: OihOptions = {}): Promise<Oih> {
  const run = `local-${randomBytes(4).toString('hex')}`;
  const apiKey = randomUUID();
  const uri = options.amqpUri || embeddedUri(run);
  const components: Record<string, string> = { ...OWN_COMPONENT, ...options.components };
  const topology = new Topology(run);
  const snapshots = new SnapshotService(options.snapshotFile);
  const secrets = new SecretService(options.secrets ?? {});
  const steps = new Map<string, Deployed>();
  const events: OihEvent[] = [];
  let closing: Promise<void> | undefined;

  const report: Report = (undated) => {
    const event: OihEvent = { at: Date.now(), ...undated };
    if (options.keepEvents !== false) events.push(event);
    options.onEvent?.(event);
  };

  let broker = await connectBroker(uri);
  const attachments = new AttachmentService();
  const dataHub = new DataHubService();
  // Each further service of the platform (component repository) joins this list.
  const services = await hostServices(apiKey, [snapshots, secrets, attachments, dataHub]);
  const orchestrator = await Orchestrator.start({
    broker,
    topology,
    embedded: !options.amqpUri,
    apiKey,
    onSnapshot: (place, data, ofExecution) => {
      // `updateSnapshot` is state of one execution, gone with its end; no later run may see it.
      if (!ofExecution) snapshots.set(place, data);
    },
    report,
  });

  const stopLogging = options.amqpUri ? () => {} : onEmbeddedLog(logEmbedded);

  async function start(step: Deployed): Promise<void> {
    const { flowId, stepId, node } = step;
    const folder = path.resolve(components[node.componentId] ?? '');
    const amqpUri = options.stepAmqpUri?.(stepId) ?? uri;
    step.process = `${stepId}-${randomBytes(4).toString('hex')}`;
    const environment = {
      ...stepEnvironment({ componentId: node.componentId, flowId, stepId, amqpUri, services, topology }),
      // Ferryman puts it into the headers of all that it publishes.
      ELASTICIO_CONTAINER_ID: step.process,
      ...options.env,
    };
    step.stopping = false;
    step.lastLines = [];
    const listener: StepListener = {
      onLog: (record) => log(step, record),
      onExit: (code, signal) => exited(step, code, signal),
    };
    step.running = options.amqpUri
      ? startProcessStep(folder, environment, listener)
      : await startEmbeddedStep(folder, environment, listener);
    orchestrator.recovered(step);
    await listening(step);
  }

  async function listening(step: Deployed): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT;
    while ((await orchestrator.consumers(step)) === 0) {
      if (!step.running) throw died(step, 'before it listened');
      if (Date.now() > deadline) throw new Error(`Step "${step.stepId}" does not listen after ${START_TIMEOUT} ms`);
      await sleep(20);
    }
  }

  function log({ flowId, stepId }: Place, record: LogRecord): void {
    const step = steps.get(`${flowId}/${stepId}`);
    if (step && record.level >= WARN) step.lastLines = [...step.lastLines.slice(-4), record.msg];
    report({ type: 'log', flowId, stepId, record });
  }

  /** In our process all steps of all flows share ferryman's logger; a few of its lines do not say whose they are. */
  function logEmbedded(record: LogRecord): void {
    const { flowId, stepId } = record;
    if (flowId === undefined || stepId === undefined) report({ type: 'log', record });
    else if (steps.has(`${flowId}/${stepId}`)) log({ flowId, stepId }, record);
    if (record.level >= FATAL) {
      orchestrator.failed({ flowId: '', stepId: '' }, new Error(`Ferryman gave up: ${record.msg}`));
    }
  }

  function exited(step: Deployed, code: number | null, signal: string | null): void {
    step.running = undefined;
    const { flowId, stepId, process, stopping } = step;
    report({ type: 'exit', flowId, stepId, process, code, signal, expected: stopping });
    if (!stopping) orchestrator.failed(step, died(step, signal ? `by ${signal}` : `with code ${code}`));
  }

  function died(step: Deployed, how: string): Error {
    return new Error([`The process of step "${step.stepId}" ended ${how}`, ...step.lastLines].join('\n  '));
  }

  function find(flowId: string, stepId: string): Deployed {
    const step = steps.get(`${flowId}/${stepId}`);
    if (!step) throw new Error(`No step "${stepId}" in a deployed flow "${flowId}"`);
    return step;
  }

  async function kill(flowId: string, stepId: string, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const step = find(flowId, stepId);
    if (signal === 'SIGKILL' && step.running && step.running.pid === undefined) {
      throw new Error(`SIGKILL needs a process: give an amqpUri, then step "${stepId}" has one of its own`);
    }
    step.stopping = true;
    await step.running?.stop(signal);
    // The broker puts a dead consumer's messages back when it has noticed that the consumer is gone.
    while ((await orchestrator.consumers(step)) > 0) await sleep(5);
    await orchestrator.reconcile(step);
  }

  return {
    async deploy(flow) {
      checkFlow(flow, components, secrets.ids());
      const flowId = flowIdOf(flow);
      await orchestrator.deploy(flow);
      const deployed = flow.graph.nodes.map((node) => ({
        flowId,
        stepId: node.id,
        node,
        process: '',
        stopping: false,
        lastLines: [],
      }));
      for (const step of deployed) steps.set(`${flowId}/${step.stepId}`, step);
      await Promise.all(deployed.map(start));
      return flowId;
    },
    trigger: (flowId, message = scheduledStart()) => orchestrator.trigger(flowId, message),
    async idle(timeoutMs) {
      await orchestrator.idle(timeoutMs);
      snapshots.save();
    },
    kill,
    async restart(flowId, stepId) {
      await kill(flowId, stepId);
      await start(find(flowId, stepId));
    },
    async withoutBroker(work) {
      await orchestrator.leave();
      await broker.close();
      await work();
      broker = await connectBroker(uri);
      await orchestrator.comeBack(broker);
    },
    pid: (flowId, stepId) => find(flowId, stepId).running?.pid,
    queued: (flowId, stepId) => orchestrator.queued(find(flowId, stepId)),
    events,
    emitted: (stepId) =>
      events.flatMap((event) => (event.type === 'output' && event.stepId === stepId ? [event.message] : [])),
    snapshots,
    secrets,
    attachments,
    dataHub,
    apiKey,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };

  async function closeAll(): Promise<void> {
    await Promise.all([...steps.values()].map(stopForGood));
    stopLogging();
    snapshots.save();
    await orchestrator.close();
    await broker.close();
    await services.close();
    attachments.close();
  }

  async function stopForGood(step: Deployed): Promise<void> {
    if (!step.running) return;
    step.stopping = true;
    const inTime = await Promise.race([
      step.running.stop('SIGTERM').then(() => true),
      sleep(CLOSE_PATIENCE, false, { ref: false }),
    ]);
    if (!inTime) await step.running?.stop('SIGKILL');
  }
}
