import { action } from '../../action';
import type { BulkDeleteCompaniesInput, CompaniesBulkJob } from '../../types';

export const process = action<BulkDeleteCompaniesInput, CompaniesBulkJob>({
  title: 'Delete companies in bulk',
  description: 'Hands up to 100 companies to a background job that deletes them, and returns the job.',
  request: 'POST /companies/bulk/delete',
  since: 'Preview',
});
