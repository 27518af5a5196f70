import { action } from '../../action';
import type { ListArticleVersionsInput, ListArticleVersionsOutput } from '../../types';

export const process = action<ListArticleVersionsInput, ListArticleVersionsOutput>({
  title: 'List the versions of an article',
  description:
    'Returns the history of an article, the newest version first, without the texts; retrieveArticleVersion gives those.',
  request: 'GET /articles/{article_id}/versions',
  since: '2.16',
  paging: { style: 'page', items: 'data' },
});
