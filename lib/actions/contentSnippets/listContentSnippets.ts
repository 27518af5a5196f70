import { action } from '../../action';
import type { ListContentSnippetsInput, ListContentSnippetsOutput } from '../../types';

export const process = action<ListContentSnippetsInput, ListContentSnippetsOutput>({
  title: 'List content snippets',
  description: 'Lists all content snippets of the workspace with their texts.',
  request: 'GET /content_snippets',
  since: '2.16',
  paging: { style: 'page', items: 'data', max: 50 },
});
