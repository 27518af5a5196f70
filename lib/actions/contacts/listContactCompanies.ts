import { action } from '../../action';
import type { ListContactCompaniesInput, ListContactCompaniesOutput } from '../../types';

export const process = action<ListContactCompaniesInput, ListContactCompaniesOutput>({
  title: 'List the companies of a contact',
  description: 'Lists the companies that a contact belongs to.',
  request: 'GET /contacts/{contact_id}/companies',
  paging: { style: 'nextUrl', items: ['companies', 'data'] },
});
