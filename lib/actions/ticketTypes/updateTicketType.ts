import { action } from '../../action';
import type { TicketType, UpdateTicketTypeInput } from '../../types';

export const process = action<UpdateTicketTypeInput, TicketType>({
  title: 'Update a ticket type',
  description: 'Changes name, description, icon or category of a ticket type, or archives it, and returns it.',
  request: 'PUT /ticket_types/{ticket_type_id}',
  since: '2.9',
});
