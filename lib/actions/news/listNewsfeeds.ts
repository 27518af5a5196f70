import { action } from '../../action';
import type { ListNewsfeedsInput, ListNewsfeedsOutput } from '../../types';

export const process = action<ListNewsfeedsInput, ListNewsfeedsOutput>({
  title: 'List newsfeeds',
  description: 'Lists the newsfeeds of the workspace; they are set up in Intercom itself.',
  request: 'GET /news/newsfeeds',
  // Intercom's model speaks of a cursor; its examples count pages, and its reference of version 2.17 takes `page`. This
  // style reads an address, a cursor and page numbers alike.
  paging: { style: 'nextUrl', items: 'data' },
});
