import { action } from '../../action';
import type { ListArticlesInput, ListArticlesOutput } from '../../types';

export const process = action<ListArticlesInput, ListArticlesOutput>({
  title: 'List articles',
  description: 'Lists all articles, drafts included, the most recently changed first.',
  request: 'GET /articles',
  // The model of the answer is a cursor's, but pages are counted: version 2.11 and the reference of 2.17 give `page` and
  // `per_page` (250 at most), and answers name the next page by its address. This style reads all three.
  paging: { style: 'nextUrl', items: 'data', max: 250 },
});
