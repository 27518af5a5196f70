import { action } from '../../action';
import type { Article, RetrieveArticleInput } from '../../types';

export const process = action<RetrieveArticleInput, Article>({
  title: 'Retrieve an article',
  description: 'Returns one article with its text in every language and how readers rate it.',
  request: 'GET /articles/{article_id}',
});
