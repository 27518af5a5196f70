import { action } from '../../action';
import type { BulkContentActionsInput, BulkContentActionsOutput } from '../../types';

export const process = action<BulkContentActionsInput, BulkContentActionsOutput>({
  title: 'Run a bulk action on content',
  description:
    'Publishes, withdraws, deletes or tags up to 1,000 pieces of content, or changes who may use them. The work goes on after the answer, which only says that it was accepted; passed-over pieces are not named.',
  request: 'POST /content/bulk_actions',
  since: '2.16',
});
