import { action } from '../../action';
import type { SearchTicketsInput, SearchTicketsOutput } from '../../types';

export const process = action<SearchTicketsInput, SearchTicketsOutput>({
  title: 'Search tickets',
  description: 'Finds tickets by their attributes, to the second for times, and returns them with their history.',
  request: 'POST /tickets/search',
  since: '2.10',
  paging: { style: 'bodyCursor', items: 'tickets', max: 150 },
});
