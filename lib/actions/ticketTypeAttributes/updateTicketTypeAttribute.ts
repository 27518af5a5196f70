import { action } from '../../action';
import type { TicketTypeAttribute, UpdateTicketTypeAttributeInput } from '../../types';

export const process = action<UpdateTicketTypeAttributeInput, TicketTypeAttribute>({
  title: 'Update a ticket type attribute',
  description: 'Changes a field of a ticket type, or archives it, and returns it.',
  request: 'PUT /ticket_types/{ticket_type_id}/attributes/{attribute_id}',
  since: '2.9',
});
