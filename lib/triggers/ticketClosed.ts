import { process as retrieveTicket } from '../actions/tickets/retrieveTicket';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Ticket closed',
  description: 'Starts the flow the moment a ticket is resolved, or its conversation closed.',
  topics: ['ticket.closed', 'ticket.resolved'],
  refetch: { ticket: retrieveTicket.operation },
});
