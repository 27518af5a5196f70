import { action } from '../../action';
import type { ListBrandsInput, ListBrandsOutput } from '../../types';

export const process = action<ListBrandsInput, ListBrandsOutput>({
  title: 'List brands',
  description: 'Lists the brands under which the workspace meets its customers, the default one included.',
  request: 'GET /brands',
  since: '2.15',
  paging: { style: 'single', items: 'data' },
});
