import { action } from '../../action';
import type { ListNewsItemsInput, ListNewsItemsOutput } from '../../types';

export const process = action<ListNewsItemsInput, ListNewsItemsOutput>({
  title: 'List news items',
  description: 'Lists all news items of the workspace, drafts included.',
  request: 'GET /news/news_items',
  // Intercom's model speaks of a cursor; its examples count pages, and its reference of version 2.17 takes `page`. This
  // style reads an address, a cursor and page numbers alike.
  paging: { style: 'nextUrl', items: 'data' },
});
