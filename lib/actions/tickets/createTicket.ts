import { action } from '../../action';
import type { CreateTicketInput, Ticket } from '../../types';

export const process = action<CreateTicketInput, Ticket>({
  title: 'Create a ticket',
  description: 'Creates a ticket of the given type for a contact and returns it.',
  request: 'POST /tickets',
  attributes: 'ticket',
  since: '2.9',
});
