import { action } from '../../action';
import type { ListCompaniesInput, ListCompaniesOutput } from '../../types';

export const process = action<ListCompaniesInput, ListCompaniesOutput>({
  title: 'List companies',
  description:
    'Lists the companies that have users, those with the latest activity first. Intercom stops with an error after 10,000; scrollCompanies reads them all.',
  request: 'POST /companies/list',
  query: ['page', 'per_page', 'order'],
  paging: { style: 'page', items: 'data', max: 60 },
});
