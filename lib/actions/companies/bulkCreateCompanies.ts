import { action } from '../../action';
import type { BulkCreateCompaniesInput, CompaniesBulkJob } from '../../types';

export const process = action<BulkCreateCompaniesInput, CompaniesBulkJob>({
  title: 'Create or update companies in bulk',
  description:
    'Hands up to 100 companies to a background job and returns the job; a company whose company_id exists already is updated.',
  request: 'POST /companies/bulk',
  attributes: { model: 'company', list: 'companies' },
  since: 'Preview',
});
