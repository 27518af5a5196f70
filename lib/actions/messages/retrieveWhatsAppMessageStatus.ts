import { action } from '../../action';
import type { RetrieveWhatsAppMessageStatusInput, WhatsAppMessageStatus } from '../../types';

export const process = action<RetrieveWhatsAppMessageStatusInput, WhatsAppMessageStatus>({
  title: 'Retrieve a WhatsApp message status',
  description: 'Returns how far a WhatsApp message has got and, where it failed, why.',
  request: 'GET /messages/whatsapp/status',
  since: '2.16',
});
