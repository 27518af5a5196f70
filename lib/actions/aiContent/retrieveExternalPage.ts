import { action } from '../../action';
import type { ExternalPage, RetrieveExternalPageInput } from '../../types';

export const process = action<RetrieveExternalPageInput, ExternalPage>({
  title: 'Retrieve an external page',
  description: 'Returns one external page with its text and who may use it.',
  request: 'GET /ai/external_pages/{page_id}',
  since: '2.12',
});
