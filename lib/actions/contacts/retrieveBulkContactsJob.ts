import { action } from '../../action';
import type { ContactsBulkJob, RetrieveBulkContactsJobInput } from '../../types';

export const process = action<RetrieveBulkContactsJobInput, ContactsBulkJob>({
  title: 'Retrieve a bulk contacts job',
  description: 'Tells how far a background job that creates, changes or deletes contacts has come.',
  request: 'GET /contacts/bulk/{job_id}',
  since: 'Preview',
});
