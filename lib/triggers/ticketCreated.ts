import { process as retrieveTicket } from '../actions/tickets/retrieveTicket';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Ticket created',
  description: 'Starts the flow the moment a ticket is created.',
  topics: ['ticket.created'],
  refetch: { ticket: retrieveTicket.operation },
});
