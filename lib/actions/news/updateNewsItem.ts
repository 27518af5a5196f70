import { action } from '../../action';
import type { NewsItem, UpdateNewsItemInput } from '../../types';

export const process = action<UpdateNewsItemInput, NewsItem>({
  title: 'Update a news item',
  description: 'Changes a news item and returns it; title and sender_id are needed even where they stay.',
  request: 'PUT /news/news_items/{news_item_id}',
});
