import { process as listInternalArticles } from '../actions/internalArticles/listInternalArticles';
import { polling } from '../polling';
import { list } from '../sources/list';

export const process = polling({
  title: 'Updated internal articles',
  description:
    'Starts the flow for each internal article that is new or has changed since the last run. Reads the whole list in each run.',
  source: list(listInternalArticles.operation, { stamp: 'updated_at', each: 'change' }),
});
