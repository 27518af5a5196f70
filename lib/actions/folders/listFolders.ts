import { action } from '../../action';
import type { ListFoldersInput, ListFoldersOutput } from '../../types';

export const process = action<ListFoldersInput, ListFoldersOutput>({
  title: 'List folders',
  description: 'Lists the folders in which teammates keep content, all of them or those inside one.',
  request: 'GET /folders',
  since: 'Preview',
  paging: { style: 'page', items: 'data', max: 150 },
});
