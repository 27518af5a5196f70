import { action } from '../../action';
import type { RetrieveCompaniesInput, RetrieveCompaniesOutput } from '../../types';

export const process = action<RetrieveCompaniesInput, RetrieveCompaniesOutput>({
  title: 'Find companies',
  description:
    'Fetches one company by name or by the id from your own system, or lists those with a tag or in a segment.',
  request: 'GET /companies',
  paging: { style: 'page', items: 'data', max: 60 },
});
