import { action } from '../../action';
import type { ListContactMergeHistoryInput, ListContactMergeHistoryOutput } from '../../types';

export const process = action<ListContactMergeHistoryInput, ListContactMergeHistoryOutput>({
  title: 'List the merge history of a contact',
  description: 'Lists the leads that were merged into a user, the last merge first; a lead answers 404.',
  request: 'GET /contacts/{contact_id}/merge_history',
  since: '2.16',
  paging: { style: 'nextCursor', items: 'data', max: 150 },
});
