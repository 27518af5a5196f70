import { action } from '../../action';
import type { DeleteTicketInput, DeleteTicketOutput } from '../../types';

export const process = action<DeleteTicketInput, DeleteTicketOutput>({
  title: 'Delete a ticket',
  description: 'Deletes a ticket for good, by its id.',
  request: 'DELETE /tickets/{ticket_id}',
  since: '2.13',
});
