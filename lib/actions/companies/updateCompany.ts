import { action } from '../../action';
import type { Company, UpdateCompanyInput } from '../../types';

export const process = action<UpdateCompanyInput, Company>({
  title: 'Update a company',
  description: 'Changes the given fields of a company, found by the id from Intercom, and returns it.',
  request: 'PUT /companies/{company_id}',
  attributes: 'company',
});
