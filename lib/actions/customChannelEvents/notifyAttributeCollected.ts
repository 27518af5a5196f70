import { action } from '../../action';
import type { CustomChannelReceipt, NotifyAttributeCollectedInput } from '../../types';

export const process = action<NotifyAttributeCollectedInput, CustomChannelReceipt>({
  title: 'Notify of a collected attribute',
  description:
    'Tells Intercom what somebody on a custom channel answered when a workflow asked for an attribute. Returns the ids that belong together. Intercom has this only up to API version 2.15, for workspaces that it admitted to Fin over API.',
  request: 'POST /custom_channel_events/notify_attribute_collected',
  since: '2.14',
  until: '2.15',
});
