import { action } from '../../action';
import type { Contact, RetrieveContactByExternalIdInput } from '../../types';

export const process = action<RetrieveContactByExternalIdInput, Contact>({
  title: 'Retrieve a contact by external id',
  description: 'Fetches one contact by the id that it has in your own system.',
  request: 'GET /contacts/find_by_external_id/{external_id}',
  since: '2.13',
});
