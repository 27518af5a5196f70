import { createHmac } from 'node:crypto';
import type { Message } from '../../lib/oih/types';
import type { WebhookProcess } from '../../lib/webhook';
import { type Run, type RunOptions, runModule } from './component';

/** What the specs' steps are configured with. */
export const SECRET = 'spec-client-secret';
export const TOKEN_IN_ADDRESS = 'spec-hook-token';

let count = 0;

/** The body of a notification; every call gives another id. */
export function notification(topic: string, item: object, more: object = {}): Record<string, unknown> {
  count += 1;
  return {
    type: 'notification_event',
    app_id: 'a1b2c3d4',
    data: { type: 'notification_event_data', item },
    links: {},
    id: `notif_${count}`,
    topic,
    delivery_attempts: 1,
    first_sent_at: 1_767_614_400,
    created_at: 1_767_614_400,
    ...more,
  };
}

/** The message in which the platform hands a body over, its address ending in this token. */
export function hookMessage(data: unknown, token: string = TOKEN_IN_ADDRESS): Message {
  return { data, metadata: {}, method: 'POST', headers: { 'content-type': 'application/json' }, query: { token } };
}

/** The same, signed as Intercom signs. */
export function signedMessage(data: unknown, secret = SECRET): Message {
  const digest = createHmac('sha1', secret).update(JSON.stringify(data)).digest('hex');
  return { ...hookMessage(data), query: {}, headers: { 'x-hub-signature': `sha1=${digest}` } };
}

let flows = 0;

/** A flow's webhook step across its messages: keeps the state between them, as the platform does. */
export class Hook {
  snapshot: unknown = {};
  /** Everything emitted so far. */
  readonly emitted: Run['emitted'] = [];
  readonly tokenData: { flowId: string; stepId: string };

  constructor(
    private readonly process: WebhookProcess,
    private readonly fields: Record<string, unknown> = { webhookToken: TOKEN_IN_ADDRESS },
  ) {
    flows += 1;
    this.tokenData = { flowId: `spec-flow-${flows}`, stepId: 'hook' };
  }

  /** Hands one message over. */
  async receive(message: Message | undefined, options: Partial<RunOptions> = {}): Promise<Run> {
    const { snapshot, tokenData, process, fields } = this;
    const result = await runModule({ process }, 'spec', {
      message,
      config: fields,
      snapshot,
      tokenData,
      ...options,
    });
    this.emitted.push(...result.emitted);
    this.snapshot = result.snapshots.at(-1) ?? this.snapshot;
    return result;
  }
}
