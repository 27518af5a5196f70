import { action } from '../../action';
import type { ListCompanyNotesInput, ListCompanyNotesOutput } from '../../types';

export const process = action<ListCompanyNotesInput, ListCompanyNotesOutput>({
  title: 'List the notes of a company',
  description: 'Returns the internal notes on a company.',
  request: 'GET /companies/{company_id}/notes',
  since: '2.15',
  // Pages are counted, though the model of the answer is a cursor's: Intercom's reference gives `page` and `per_page`
  // (60 at most), and so do the description of 2.11 and Intercom's own Node client.
  paging: { style: 'page', items: 'data', max: 60 },
});
