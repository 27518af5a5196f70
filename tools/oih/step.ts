import type { LogRecord } from './events';
import type { Topology } from './topology';

/** A step's ferryman, in a process of its own or in ours. */
export interface RunningStep {
  /** The id of its process; none where it runs in ours. */
  pid?: number;
  /**
   * SIGTERM lets it finish what it has in work, as the platform does. SIGKILL ends its process; a step in ours is only
   * cut off from the broker, since nothing can stop code that runs.
   */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** What becomes of a step is told through these. */
export interface StepListener {
  onLog(record: LogRecord): void;
  onExit(code: number | null, signal: string | null): void;
}

/** Where the platform's services are. */
export interface Services {
  /** The base of all of them, such as `http://127.0.0.1:41234`. */
  url: string;
}

/** The environment that the platform gives to the process of a step (ferryman reads it in lib/settings.js). */
export function stepEnvironment(options: {
  componentId: string;
  flowId: string;
  stepId: string;
  amqpUri: string;
  services: Services;
  topology: Topology;
}): Record<string, string> {
  const { componentId, flowId, stepId, amqpUri, services, topology } = options;
  const step = topology.step(flowId, stepId);
  return {
    ELASTICIO_COMP_ID: componentId,
    ELASTICIO_API_URI: services.url,
    ELASTICIO_AMQP_URI: amqpUri,
    ELASTICIO_LISTEN_MESSAGES_ON: step.messages,
    ELASTICIO_NODE_EXCHANGE: step.exchange,
    ELASTICIO_BACKCHANNEL_EXCHANGE: topology.backchannel,
    ELASTICIO_SNAPSHOTS_EXCHANGE: topology.collector,
    ELASTICIO_EVENT_BUS_EXCHANGE: topology.eventBus,
    ELASTICIO_OUTPUT_ROUTING_KEY: 'orchestrator_backchannel.input',
    ELASTICIO_STATE_ROUTING_KEY: 'orchestrator_backchannel.step_state',
    ELASTICIO_ERROR_ROUTING_KEY: 'orchestrator_backchannel.error',
    ELASTICIO_REBOUND_ROUTING_KEY: step.key('rebound'),
    ELASTICIO_SNAPSHOT_ROUTING_KEY: step.key('snapshot'),
    ELASTICIO_SNAPSHOTS_SERVICE_BASE_URL: services.url,
    ELASTICIO_SECRET_SERVICE_BASE_URL: services.url,
    ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL: services.url,
    ELASTICIO_DATAHUB_BASE_URL: `${services.url}/data-hub`,
    // Defaults to a host within OIH's own cluster. Nothing answers here but 404.
    ELASTICIO_GOVERNANCE_SERVICE_BASE_URL: `${services.url}/governance`,
  };
}
