import { action } from '../../action';
import type { Company, RetrieveCompanyByIdInput } from '../../types';

export const process = action<RetrieveCompanyByIdInput, Company>({
  title: 'Retrieve a company',
  description:
    'Fetches one company by the id that Intercom gave it; retrieveCompanies finds one by the id from your own system.',
  request: 'GET /companies/{company_id}',
});
