import { action } from '../../action';
import type { SearchInternalArticlesInput, SearchInternalArticlesOutput } from '../../types';

export const process = action<SearchInternalArticlesInput, SearchInternalArticlesOutput>({
  title: 'Search internal articles',
  description: 'Finds the internal articles of a folder and of the folders inside it.',
  request: 'GET /internal_articles/search',
  since: '2.13',
  // The reference of 2.17 has the list at the top of the answer, all earlier versions have it in `data`.
  paging: { style: 'nextUrl', items: ['data.internal_articles', 'internal_articles'] },
});
