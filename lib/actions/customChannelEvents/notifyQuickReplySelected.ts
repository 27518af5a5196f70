import { action } from '../../action';
import type { CustomChannelReceipt, NotifyQuickReplySelectedInput } from '../../types';

export const process = action<NotifyQuickReplySelectedInput, CustomChannelReceipt>({
  title: 'Notify of a chosen quick reply',
  description:
    'Tells Intercom which quick reply somebody chose on a custom channel. Returns the ids that belong together. Intercom has this only up to API version 2.15, for workspaces that it admitted to Fin over API.',
  request: 'POST /custom_channel_events/notify_quick_reply_selected',
  since: '2.14',
  until: '2.15',
});
