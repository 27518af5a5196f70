import { action } from '../../action';
import type { ListContactNotesInput, ListContactNotesOutput } from '../../types';

export const process = action<ListContactNotesInput, ListContactNotesOutput>({
  title: 'List the notes of a contact',
  description: 'Returns the internal notes on a contact.',
  request: 'GET /contacts/{contact_id}/notes',
  // Pages are counted, though the model of the answer is a cursor's: Intercom's reference gives `page` and `per_page`
  // (60 at most), and so do the description of 2.11 and Intercom's own Node client.
  paging: { style: 'page', items: 'data', max: 60 },
});
