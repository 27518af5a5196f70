import { action } from '../../action';
import type { Ticket, UpdateTicketInput } from '../../types';

export const process = action<UpdateTicketInput, Ticket>({
  title: 'Update a ticket',
  description: 'Changes attributes, state, assignee or visibility of a ticket, closes or snoozes it, and returns it.',
  request: 'PUT /tickets/{ticket_id}',
  attributes: 'ticket',
  since: '2.9',
});
