import { action } from '../../action';
import type { ListCompanyContactsInput, ListCompanyContactsOutput } from '../../types';

export const process = action<ListCompanyContactsInput, ListCompanyContactsOutput>({
  title: 'List the contacts of a company',
  description: 'Lists the contacts that belong to a company.',
  request: 'GET /companies/{company_id}/contacts',
  paging: { style: 'nextUrl', items: 'data' },
});
