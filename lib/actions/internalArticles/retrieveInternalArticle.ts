import { action } from '../../action';
import type { InternalArticle, RetrieveInternalArticleInput } from '../../types';

export const process = action<RetrieveInternalArticleInput, InternalArticle>({
  title: 'Retrieve an internal article',
  description: 'Returns one internal article with its text.',
  request: 'GET /internal_articles/{internal_article_id}',
  since: '2.13',
});
