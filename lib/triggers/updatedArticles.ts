import { process as listArticles } from '../actions/articles/listArticles';
import { polling } from '../polling';
import { list } from '../sources/list';

export const process = polling({
  title: 'Updated articles',
  description:
    'Starts the flow for each article of the help center that is new or has changed since the last run. Reads the whole list in each run.',
  source: list(listArticles.operation, { stamp: 'updated_at', each: 'change' }),
});
