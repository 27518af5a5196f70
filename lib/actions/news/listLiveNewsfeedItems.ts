import { action } from '../../action';
import type { ListLiveNewsfeedItemsInput, ListLiveNewsfeedItemsOutput } from '../../types';

export const process = action<ListLiveNewsfeedItemsInput, ListLiveNewsfeedItemsOutput>({
  title: 'List the live items of a newsfeed',
  description: 'Lists the news items that people can read in a newsfeed.',
  request: 'GET /news/newsfeeds/{newsfeed_id}/items',
  // Intercom's model speaks of a cursor; its examples count pages, and its reference of version 2.17 takes `page`. This
  // style reads an address, a cursor and page numbers alike.
  paging: { style: 'nextUrl', items: 'data', max: 20 },
});
