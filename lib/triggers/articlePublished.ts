import { process as retrieveArticle } from '../actions/articles/retrieveArticle';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Article published',
  description: 'Starts the flow the moment an article goes public.',
  topics: ['article.published'],
  refetch: { article: retrieveArticle.operation },
});
