import { action } from '../../action';
import type { AttachContactToCompanyInput, Company } from '../../types';

export const process = action<AttachContactToCompanyInput, Company>({
  title: 'Add a contact to a company',
  description: 'Puts a contact into a company and returns that company; the contact may belong to several.',
  request: 'POST /contacts/{contact_id}/companies',
  rename: { company_id: 'id' },
});
