import { action } from '../../action';
import type { DeleteNewsItemInput, DeleteNewsItemOutput } from '../../types';

export const process = action<DeleteNewsItemInput, DeleteNewsItemOutput>({
  title: 'Delete a news item',
  description: 'Deletes a news item from all newsfeeds.',
  request: 'DELETE /news/news_items/{news_item_id}',
});
