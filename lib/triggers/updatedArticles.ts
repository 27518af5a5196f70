import { process as listArticles } from '../actions/articles/listArticles';
import { polling } from '../polling';
import { articles } from '../sources/articles';

export const process = polling({
  title: 'Updated articles',
  description:
    'Starts the flow for each article of the help center that is new or has changed, in any of its languages, since the last run. Reads the whole list in each run.',
  source: articles(listArticles.operation),
});
