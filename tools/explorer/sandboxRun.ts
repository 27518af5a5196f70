import { randomUUID } from 'node:crypto';
import { mixedSecret, type OihEvent, startOih } from '../oih';
import { type Message, scheduledStart } from '../oih/message';
import type { Sandbox } from '../sandbox';
import type { Summary } from './page/catalogue';
import type { TryAnswer, TryRequest } from './page/protocol';

type Kind = Summary['kind'];

/** As many messages as somebody may want to look at. */
const SHOWN_MESSAGES = 20;
const SHOWN_REQUESTS = 50;
const SHOWN_LINES = 200;

/** A run that has not come to its end by then (milliseconds) is given up. */
const PATIENCE = 20_000;

const STEP = 'step';

/**
 * Runs a function once, as a step of a flow through the real ferryman, on an embedded broker, with the sandbox's
 * credential and no other. A message that would come back later ends the run.
 */
export async function runInSandbox(
  sandbox: Sandbox,
  { function: name, fields, data }: TryRequest,
  kind: Kind,
): Promise<TryAnswer> {
  const asked = sandbox.requests.count();
  const left: TryAnswer = { emitted: [], emittedCount: 0, log: [], requests: [], tookMs: 0 };
  let stop = () => {};
  const reboundSeen = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const oih = await startOih({
    secrets: { sandbox: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) },
    // Ferryman lets ten messages out in 100 ms unless told otherwise.
    env: { ELASTICIO_OUTPUT_RATE_LIMIT: '1000' },
    keepEvents: false,
    onEvent: (event) => {
      note(left, event);
      if (event.type === 'rebound') stop();
    },
  });
  // What a step has seen belongs to its flow, so each run is a flow of its own.
  const id = `explorer-${randomUUID()}`;
  const began = performance.now();
  try {
    const told = fieldsFor(kind, fields);
    const node = { id: STEP, componentId: 'intercom', function: name, credentials_id: 'sandbox', fields: told };
    const flowId = await oih.deploy({ id, name: id, graph: { nodes: [node], edges: [] } });
    oih.trigger(flowId, messageFor(kind, data));
    await Promise.race([oih.idle(PATIENCE), reboundSeen]);
  } catch (error) {
    left.error ??= `It did not come to an end: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    left.tookMs = performance.now() - began;
    const { error } = left;
    // The runtime logs an error that it passes on, stack and all.
    if (error !== undefined) left.log = left.log.filter((line) => !line.includes(error));
    await oih.close();
  }
  const made = sandbox.requests.count() - asked;
  left.requests = made === 0 ? [] : sandbox.requests.list().slice(-made).slice(0, SHOWN_REQUESTS).map(shown);
  return left;
}

/** A notification proves itself by the word in its address. */
const HOOK_TOKEN = 'explorer';

function fieldsFor(kind: Kind, fields: Record<string, unknown>): Record<string, unknown> {
  // In the sandbox all is old: from now on there would be nothing.
  if (kind === 'polling') return { startFrom: 'beginning', ...fields };
  return kind === 'webhook' ? { ...fields, webhookToken: HOOK_TOKEN } : fields;
}

function messageFor(kind: Kind, data: unknown): Message {
  if (kind === 'polling') return scheduledStart();
  const hook = kind === 'webhook' && { method: 'POST', headers: {}, query: { token: HOOK_TOKEN } };
  return { data, metadata: {}, ...hook };
}

function note(left: TryAnswer, event: OihEvent): void {
  if (event.type === 'output') {
    left.emittedCount += 1;
    const { data, metadata } = event.message;
    if (left.emitted.length < SHOWN_MESSAGES) left.emitted.push({ data, ...(metadata && { metadata }) });
  } else if (event.type === 'error') left.error = event.error.message;
  else if (event.type === 'rebound') left.rebound = event.reason;
  else if (event.type === 'snapshot') left.snapshot = event.data;
  else if (event.type === 'log' && event.record.name === 'component' && left.log.length < SHOWN_LINES) {
    left.log.push(event.record.msg);
  }
}

function shown({
  method,
  path,
  query,
  body,
}: ReturnType<Sandbox['requests']['list']>[number]): TryAnswer['requests'][number] {
  return { method, path, query, ...(body !== undefined && { body }) };
}
