import { action } from '../../action';
import type { ListTagsInput, ListTagsOutput } from '../../types';

export const process = action<ListTagsInput, ListTagsOutput>({
  title: 'List tags',
  description: 'Returns all tags of the workspace.',
  request: 'GET /tags',
  paging: { style: 'single', items: 'data' },
});
