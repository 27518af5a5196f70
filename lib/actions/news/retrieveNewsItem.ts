import { action } from '../../action';
import type { NewsItem, RetrieveNewsItemInput } from '../../types';

export const process = action<RetrieveNewsItemInput, NewsItem>({
  title: 'Retrieve a news item',
  description: 'Returns one news item with its text and the newsfeeds in which it appears.',
  request: 'GET /news/news_items/{news_item_id}',
});
