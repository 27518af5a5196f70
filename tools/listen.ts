import type { Oih } from './oih';
import { type HookFront, openHooks } from './oih/hooks';
import { paint } from './print/paint';
import { sendWebhooks } from './sandbox/webhooks';
import type { OpenWorkspace } from './workspace';

/**
 * Opens the hook of a flow on 127.0.0.1 and tells how to reach it. What happens in a sandbox is notified to it; for a
 * workspace of Intercom's, its Developer Hub needs an address that leads here, such as a tunnel's.
 */
export async function listen(oih: Oih, flowId: string, port: number, workspace: OpenWorkspace): Promise<HookFront> {
  const front = await openHooks((id, message) => oih.trigger(id, message), port);
  const token = workspace.hook.webhookToken;
  const url = `${front.url}/hook/${flowId}${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`;
  const webhooks = workspace.sandbox && sendWebhooks(workspace.sandbox, { url, ...workspace.hook });
  const ping = JSON.stringify({ type: 'notification_event', topic: 'ping', data: { item: { type: 'ping' } } });
  console.log(`Hook  ${paint('cyan', url)}`);
  if (workspace.hook.clientSecret === undefined) {
    console.log(`Try   curl '${url}' -H 'Content-Type: application/json' -d '${ping}'`);
  }
  if (!workspace.sandbox) {
    console.log(
      paint('dim', "In the Developer Hub's webhooks, give an https address that leads here, with the same end."),
    );
  }
  return {
    url,
    async close() {
      webhooks?.stop();
      await front.close();
    },
  };
}
