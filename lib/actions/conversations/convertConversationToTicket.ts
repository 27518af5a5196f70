import { action } from '../../action';
import type { ConvertConversationToTicketInput, Ticket } from '../../types';

export const process = action<ConvertConversationToTicketInput, Ticket>({
  title: 'Convert a conversation to a ticket',
  description: 'Turns a conversation into a ticket of the given type and returns that ticket.',
  request: 'POST /conversations/{conversation_id}/convert',
  attributes: { model: 'ticket', field: 'attributes' },
  since: '2.10',
});
