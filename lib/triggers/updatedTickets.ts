import { polling } from '../polling';
import { tickets, ticketTypeField } from '../sources/tickets';

export const process = polling({
  title: 'Updated tickets',
  description: 'Starts the flow for each ticket that was created or changed since the last run.',
  source: tickets('updated_at', 'change'),
  fields: ticketTypeField,
});
