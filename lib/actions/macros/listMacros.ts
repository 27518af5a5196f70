import { action } from '../../action';
import type { ListMacrosInput, ListMacrosOutput } from '../../types';

export const process = action<ListMacrosInput, ListMacrosOutput>({
  title: 'List macros',
  description: 'Returns the macros that the token may see, the last changed first, page by page.',
  request: 'GET /macros',
  since: '2.16',
  paging: { style: 'cursor', items: 'data', max: 150 },
});
