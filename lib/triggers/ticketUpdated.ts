import { process as retrieveTicket } from '../actions/tickets/retrieveTicket';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Ticket updated',
  description:
    'Starts the flow the moment a ticket changes: its state, a field, who works on it, a reply, a note, a rating, a contact.',
  topics: [
    'ticket.state.updated',
    'ticket.attribute.updated',
    'ticket.admin.assigned',
    'ticket.team.assigned',
    'ticket.admin.replied',
    'ticket.contact.replied',
    'ticket.note.created',
    'ticket.rating.provided',
    'ticket.contact.attached',
    'ticket.contact.detached',
  ],
  refetch: { ticket: retrieveTicket.operation },
});
