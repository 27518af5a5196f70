import { action } from '../../action';
import type { CompaniesBulkJob, RetrieveBulkCompaniesJobInput } from '../../types';

export const process = action<RetrieveBulkCompaniesJobInput, CompaniesBulkJob>({
  title: 'Retrieve a bulk companies job',
  description: 'Tells how far a background job that creates, changes or deletes companies has come.',
  request: 'GET /companies/bulk/{job_id}',
  since: 'Preview',
});
