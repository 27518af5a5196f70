import { action } from '../../action';
import type { BulkCreateContactsInput, ContactsBulkJob } from '../../types';

export const process = action<BulkCreateContactsInput, ContactsBulkJob>({
  title: 'Create contacts in bulk',
  description:
    'Hands up to 100 new contacts to a background job and returns the job; a contact that exists already is rejected, never changed.',
  request: 'POST /contacts/bulk',
  attributes: { model: 'contact', list: 'contacts' },
  since: 'Preview',
});
