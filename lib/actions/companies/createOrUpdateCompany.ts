import { action } from '../../action';
import type { Company, CreateOrUpdateCompanyInput } from '../../types';

export const process = action<CreateOrUpdateCompanyInput, Company>({
  title: 'Create or update a company',
  description:
    'Updates the company that has the given company_id, leaving what is not given, or creates it, and returns it. Intercom shows a company to teammates once a contact belongs to it.',
  request: 'POST /companies',
  attributes: 'company',
});
