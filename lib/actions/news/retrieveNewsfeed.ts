import { action } from '../../action';
import type { Newsfeed, RetrieveNewsfeedInput } from '../../types';

export const process = action<RetrieveNewsfeedInput, Newsfeed>({
  title: 'Retrieve a newsfeed',
  description: 'Returns the name of a newsfeed; listLiveNewsfeedItems has its news.',
  request: 'GET /news/newsfeeds/{newsfeed_id}',
});
