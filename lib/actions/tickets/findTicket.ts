import { composite } from '../../action';
import { findAndEmit, findFields, type Lookup } from '../../find';
import type { FindTicketInput, Ticket } from '../../types';
import { process as retrieveTicket } from './retrieveTicket';
import { process as searchTickets } from './searchTickets';

const lookup: Lookup = {
  search: searchTickets.operation,
  exact: { id: { operation: retrieveTicket.operation, by: 'ticket_id' } },
};

export const process = composite<FindTicketInput, Ticket>(
  {
    title: 'Find a ticket',
    description: 'Looks up a ticket by any field that can be searched, and returns it.',
    calls: [searchTickets.operation, retrieveTicket.operation],
    fields: findFields,
  },
  (intercom, input, step) => findAndEmit(intercom, lookup, { ...input }, step),
);
