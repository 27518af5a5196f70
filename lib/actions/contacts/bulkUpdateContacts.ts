import { action } from '../../action';
import type { BulkUpdateContactsInput, ContactsBulkJob } from '../../types';

export const process = action<BulkUpdateContactsInput, ContactsBulkJob>({
  title: 'Update contacts in bulk',
  description: 'Hands changes of up to 100 contacts to a background job and returns the job.',
  request: 'PUT /contacts/bulk',
  attributes: { model: 'contact', list: 'contacts' },
  since: 'Preview',
});
