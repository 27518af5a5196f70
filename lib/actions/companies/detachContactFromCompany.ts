import { action } from '../../action';
import type { Company, DetachContactFromCompanyInput } from '../../types';

export const process = action<DetachContactFromCompanyInput, Company>({
  title: 'Remove a contact from a company',
  description: 'Takes a contact out of a company and returns that company; both of them stay.',
  request: 'DELETE /contacts/{contact_id}/companies/{company_id}',
});
