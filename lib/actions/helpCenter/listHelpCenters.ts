import { action } from '../../action';
import type { ListHelpCentersInput, ListHelpCentersOutput } from '../../types';

export const process = action<ListHelpCentersInput, ListHelpCentersOutput>({
  title: 'List help centers',
  description: 'Lists the help centers of the workspace with their web addresses and languages.',
  request: 'GET /help_center/help_centers',
  // Version 2.11 and Intercom's Node client give `page` and `per_page`, though the answer's model has no pages. An answer
  // that counts none is the whole list.
  paging: { style: 'page', items: 'data' },
});
