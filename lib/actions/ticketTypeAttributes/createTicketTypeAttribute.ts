import { action } from '../../action';
import type { CreateTicketTypeAttributeInput, TicketTypeAttribute } from '../../types';

export const process = action<CreateTicketTypeAttributeInput, TicketTypeAttribute>({
  title: 'Create a ticket type attribute',
  description: 'Adds a field to a ticket type and returns it.',
  request: 'POST /ticket_types/{ticket_type_id}/attributes',
  since: '2.9',
});
