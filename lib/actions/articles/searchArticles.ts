import { action } from '../../action';
import type { SearchArticlesInput, SearchArticlesOutput } from '../../types';

export const process = action<SearchArticlesInput, SearchArticlesOutput>({
  title: 'Search articles',
  description:
    'Finds articles by words in their text, by state or by help center, and shows on demand where the words stand.',
  request: 'GET /articles/search',
  since: '2.10',
  // The description names no paging; answers give the address of the next page, with `page` and `per_page` in it
  // (issue 496 of intercom-node).
  paging: { style: 'nextUrl', items: 'data.articles' },
});
