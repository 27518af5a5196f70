import { action } from '../../action';
import type { CreateTicketTypeInput, TicketType } from '../../types';

export const process = action<CreateTicketTypeInput, TicketType>({
  title: 'Create a ticket type',
  description:
    'Adds a kind of ticket to the workspace and returns it. It comes with the fields title and description; add others with createTicketTypeAttribute.',
  request: 'POST /ticket_types',
  since: '2.9',
});
