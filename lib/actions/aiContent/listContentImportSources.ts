import { action } from '../../action';
import type { ListContentImportSourcesInput, ListContentImportSourcesOutput } from '../../types';

export const process = action<ListContentImportSourcesInput, ListContentImportSourcesOutput>({
  title: 'List content import sources',
  description: 'Lists the places outside of Intercom whose pages Fin answers from.',
  request: 'GET /ai/content_import_sources',
  since: '2.12',
  // The largest page is told by Intercom's reference of version 2.17 only, the first to describe page and per_page.
  paging: { style: 'nextUrl', items: 'data', max: 150 },
});
