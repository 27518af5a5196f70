import { action } from '../../action';
import type { ListTicketTypesInput, ListTicketTypesOutput } from '../../types';

export const process = action<ListTicketTypesInput, ListTicketTypesOutput>({
  title: 'List ticket types',
  description: 'Returns all ticket types of the workspace, with their fields and states.',
  request: 'GET /ticket_types',
  since: '2.9',
  // API versions 2.9 to 2.11 describe the list under `ticket_types`.
  paging: { style: 'single', items: ['data', 'ticket_types'] },
});
