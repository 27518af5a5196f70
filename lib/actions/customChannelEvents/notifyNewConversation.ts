import { action } from '../../action';
import type { CustomChannelReceipt, NotifyNewConversationInput } from '../../types';

export const process = action<NotifyNewConversationInput, CustomChannelReceipt>({
  title: 'Notify of a new conversation',
  description:
    'Tells Intercom that a conversation began on a custom channel, so that workflows start. Returns the ids that belong together. Intercom has this only up to API version 2.15, for workspaces that it admitted to Fin over API.',
  request: 'POST /custom_channel_events/notify_new_conversation',
  since: '2.14',
  until: '2.15',
});
