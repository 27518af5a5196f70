import { action } from '../../action';
import type { ChangeTicketTypeInput, Ticket } from '../../types';

export const process = action<ChangeTicketTypeInput, Ticket>({
  title: 'Change the type of a ticket',
  description:
    'Gives a ticket another type of the same category and returns it. Values of fields that both types have by name and kind are taken over.',
  request: 'POST /tickets/{ticket_id}/change_type',
  attributes: 'ticket',
  since: '2.16',
});
