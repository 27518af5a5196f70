import { action } from '../../action';
import type { CreateNewsItemInput, NewsItem } from '../../types';

export const process = action<CreateNewsItemInput, NewsItem>({
  title: 'Create a news item',
  description: 'Writes a piece of news for newsfeeds, as a draft or live, and returns it.',
  request: 'POST /news/news_items',
});
