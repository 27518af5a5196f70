import { action } from '../../action';
import type { ListWhatsAppMessageStatusesInput, ListWhatsAppMessageStatusesOutput } from '../../types';

export const process = action<ListWhatsAppMessageStatusesInput, ListWhatsAppMessageStatusesOutput>({
  title: 'List WhatsApp message statuses',
  description: 'Lists the WhatsApp messages that a ruleset sent, with how far each has got.',
  request: 'GET /messages/status',
  since: '2.16',
  paging: { style: 'cursor', items: 'events', max: 100 },
});
