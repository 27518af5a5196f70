import { action } from '../../action';
import type { Article, RetrieveArticleDraftInput } from '../../types';

export const process = action<RetrieveArticleDraftInput, Article>({
  title: 'Retrieve an article draft',
  description: 'Returns an article as its waiting draft would show it. Fails with 404 where no draft waits.',
  request: 'GET /articles/{article_id}/draft',
  since: '2.16',
});
