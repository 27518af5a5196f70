import { isObject } from '../intercom/answer';
import { ConfigurationError, IntercomError } from '../intercom/errors';
import { askService } from './service';
import type { StepRun } from './step';

/** The step's state could not be read. Nothing was emitted, so the next run goes on where the last one stopped. */
export class StateUnavailableError extends IntercomError {}

/**
 * The step's stored state, or undefined where it has none yet. Ferryman hands over `{}` in both cases: no snapshot,
 * and a snapshot service that failed (2.4.7, lib/ferryman.js, getSnapShot). To take the second for the first would skip or repeat
 * everything, so before a first run is believed the service is asked once more. Throws StateUnavailableError.
 */
export async function loadSnapshot(run: StepRun): Promise<unknown> {
  return isEmpty(run.snapshot) ? freshSnapshot(run) : run.snapshot;
}

/**
 * The step's state as the service has it now, which may be newer than what ferryman handed over; that is taken where
 * there is no service to ask. Undefined where there is none. Throws StateUnavailableError.
 */
export async function freshSnapshot({ snapshot, step, tokenData }: StepRun): Promise<unknown> {
  const base = step.getConfig?.()?.SNAPSHOTS_SERVICE_BASE_URL;
  const { flowId, stepId, apiKey } = tokenData;
  if (typeof base !== 'string' || !flowId || !stepId) return isEmpty(snapshot) ? undefined : snapshot;
  const answer = await askService(
    `${base}/snapshots/flows/${encodeURIComponent(flowId)}/steps/${encodeURIComponent(stepId)}`,
    apiKey,
  );
  if (!answer) throw unavailable('it gave no answer');
  const { status, body } = answer;
  if (status === 404) return undefined;
  if (status !== 200) throw unavailable(`it answered ${status}`);
  // For a step that has none, the platform's own service answers `{"data": {}}` (snapshots-service, getOne).
  const data = isObject(body) ? body.data : undefined;
  if (!isObject(data)) throw unavailable('it answered 200 without a state');
  return isEmpty(data) ? undefined : data;
}

function isEmpty(snapshot: unknown): boolean {
  return snapshot === undefined || snapshot === null || (isObject(snapshot) && Object.keys(snapshot).length === 0);
}

function unavailable(why: string): StateUnavailableError {
  return new StateUnavailableError(
    `The platform's snapshot service did not tell where the last run stopped (${why}), so this run read nothing. ` +
      'Nothing is lost: the next run goes on from there.',
  );
}

/**
 * Stores the state. Resolves when the broker has it. Call it only after every message that it covers was confirmed.
 * Ferryman writes into what it is given (2.4.7, lib/emitter.js), hence the copy.
 */
export async function saveSnapshot({ step }: StepRun, state: object): Promise<void> {
  await step.emit('snapshot', { ...state });
}

/** Without a routing key ferryman's snapshot emit never returns (2.4.7, lib/amqp.js, publishMessage retries for ever). Throws ConfigurationError. */
export function requireSnapshots({ step }: StepRun): void {
  const settings = step.getConfig?.();
  if (settings && !settings.SNAPSHOT_ROUTING_KEY) {
    throw new ConfigurationError(
      'This container has no ELASTICIO_SNAPSHOT_ROUTING_KEY, so this function cannot remember how far it came. Set it where the component is deployed.',
    );
  }
}
