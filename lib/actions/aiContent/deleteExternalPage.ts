import { action } from '../../action';
import type { DeleteExternalPageInput, ExternalPage } from '../../types';

export const process = action<DeleteExternalPageInput, ExternalPage>({
  title: 'Delete an external page',
  description: 'Removes an external page, so that nothing is answered from it any more, and returns it as it was.',
  request: 'DELETE /ai/external_pages/{page_id}',
  since: '2.12',
});
