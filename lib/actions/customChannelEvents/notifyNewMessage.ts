import { action } from '../../action';
import type { CustomChannelReceipt, NotifyNewMessageInput } from '../../types';

export const process = action<NotifyNewMessageInput, CustomChannelReceipt>({
  title: 'Notify of a new message',
  description:
    'Tells Intercom what somebody wrote on a custom channel. Returns the ids that belong together. Intercom has this only up to API version 2.15, for workspaces that it admitted to Fin over API.',
  request: 'POST /custom_channel_events/notify_new_message',
  since: '2.14',
  until: '2.15',
});
