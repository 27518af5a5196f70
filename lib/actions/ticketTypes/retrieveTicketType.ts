import { action } from '../../action';
import type { RetrieveTicketTypeInput, TicketType } from '../../types';

export const process = action<RetrieveTicketTypeInput, TicketType>({
  title: 'Retrieve a ticket type',
  description: 'Returns one ticket type with its fields and states.',
  request: 'GET /ticket_types/{ticket_type_id}',
  since: '2.9',
});
