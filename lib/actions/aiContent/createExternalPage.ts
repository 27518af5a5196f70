import { action } from '../../action';
import type { CreateExternalPageInput, ExternalPage } from '../../types';

export const process = action<CreateExternalPageInput, ExternalPage>({
  title: 'Create or update an external page',
  description:
    'Gives Fin a page from outside of Intercom to answer from, and returns it; where its source has a page with the same external_id, that one is updated.',
  request: 'POST /ai/external_pages',
  since: '2.12',
});
