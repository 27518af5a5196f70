import { action } from '../../action';
import type { BulkDeleteContactsInput, ContactsBulkJob } from '../../types';

export const process = action<BulkDeleteContactsInput, ContactsBulkJob>({
  title: 'Delete contacts in bulk',
  description: 'Hands up to 100 contacts to a background job that deletes them for good, and returns the job.',
  request: 'POST /contacts/bulk/delete',
  since: 'Preview',
});
