import { action } from '../../action';
import type { SearchCompaniesInput, SearchCompaniesOutput } from '../../types';

export const process = action<SearchCompaniesInput, SearchCompaniesOutput>({
  title: 'Search companies',
  description: 'Finds companies that have users by their attributes.',
  request: 'POST /companies/search',
  since: 'Preview',
  paging: { style: 'bodyCursor', items: 'data', max: 150 },
});
