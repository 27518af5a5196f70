import { action } from '../../action';
import type { RetrieveTicketInput, Ticket } from '../../types';

export const process = action<RetrieveTicketInput, Ticket>({
  title: 'Retrieve a ticket',
  description: 'Returns one ticket with its attributes, state and history.',
  request: 'GET /tickets/{ticket_id}',
  since: '2.9',
  holdsFiles: true,
});
