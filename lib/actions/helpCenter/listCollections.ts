import { action } from '../../action';
import type { ListCollectionsInput, ListCollectionsOutput } from '../../types';

export const process = action<ListCollectionsInput, ListCollectionsOutput>({
  title: 'List collections',
  description: 'Lists the collections of all levels and help centers, the most recently changed first.',
  request: 'GET /help_center/collections',
  // The model of the answer is a cursor's, but pages are counted: version 2.11 and the reference of 2.17 give `page` and
  // `per_page` (250 at most), and answers name the next page by its address. This style reads all three.
  paging: { style: 'nextUrl', items: 'data', max: 250 },
});
