import { action } from '../../action';
import type { BulkUpdateCompaniesInput, CompaniesBulkJob } from '../../types';

export const process = action<BulkUpdateCompaniesInput, CompaniesBulkJob>({
  title: 'Update companies in bulk',
  description: 'Hands changes of up to 100 companies to a background job and returns the job; none is ever created.',
  request: 'PUT /companies/bulk',
  attributes: { model: 'company', list: 'companies' },
  since: 'Preview',
});
