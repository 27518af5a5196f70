import { action } from '../../action';
import type { ListTicketStatesInput, ListTicketStatesOutput } from '../../types';

export const process = action<ListTicketStatesInput, ListTicketStatesOutput>({
  title: 'List ticket states',
  description: 'Returns all states that tickets of the workspace can be in, with the ticket types that use each.',
  request: 'GET /ticket_states',
  since: '2.12',
  paging: { style: 'single', items: 'data' },
});
