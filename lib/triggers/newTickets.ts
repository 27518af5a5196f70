import { polling } from '../polling';
import { tickets, ticketTypeField } from '../sources/tickets';

export const process = polling({
  title: 'New tickets',
  description: 'Starts the flow once for each ticket that was created since the last run, oldest first.',
  source: tickets('created_at', 'occurrence'),
  fields: ticketTypeField,
});
