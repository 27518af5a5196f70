import { action } from '../../action';
import type { SearchContentInput, SearchContentOutput } from '../../types';

export const process = action<SearchContentInput, SearchContentOutput>({
  title: 'Search content',
  description:
    'Finds articles, internal articles, snippets, pages and files of the knowledge base by words and by many filters, which must all hold. Without any, the newest content comes.',
  request: 'GET /content/search',
  since: '2.16',
  paging: { style: 'nextUrl', items: 'data', max: 50 },
});
