import { action } from '../../action';
import type { DeleteCompanyInput, DeleteCompanyOutput } from '../../types';

export const process = action<DeleteCompanyInput, DeleteCompanyOutput>({
  title: 'Delete a company',
  description: 'Deletes a company for good and confirms it; its contacts stay.',
  request: 'DELETE /companies/{company_id}',
});
