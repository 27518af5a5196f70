import { action } from '../../action';
import type { ListInternalArticlesInput, ListInternalArticlesOutput } from '../../types';

export const process = action<ListInternalArticlesInput, ListInternalArticlesOutput>({
  title: 'List internal articles',
  description: 'Lists all internal articles of the workspace.',
  request: 'GET /internal_articles',
  since: '2.13',
  // The model of the answer is a cursor's, but pages are counted: the reference of 2.17 gives `page` and `per_page`,
  // and answers name the next page by its address. This style reads all three.
  paging: { style: 'nextUrl', items: 'data' },
});
