import { action } from '../../action';
import type { ListExternalPagesInput, ListExternalPagesOutput } from '../../types';

export const process = action<ListExternalPagesInput, ListExternalPagesOutput>({
  title: 'List external pages',
  description: 'Lists the pages from outside of Intercom that Fin answers from, with their texts.',
  request: 'GET /ai/external_pages',
  since: '2.12',
  paging: { style: 'nextUrl', items: 'data' },
});
