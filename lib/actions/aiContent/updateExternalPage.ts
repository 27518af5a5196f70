import { action } from '../../action';
import type { ExternalPage, UpdateExternalPageInput } from '../../types';

export const process = action<UpdateExternalPageInput, ExternalPage>({
  title: 'Update an external page',
  description: 'Changes an external page that came by the API and returns it.',
  request: 'PUT /ai/external_pages/{page_id}',
  since: '2.12',
});
