import { action } from '../../action';
import type { ArticleVersion, RetrieveArticleVersionInput } from '../../types';

export const process = action<RetrieveArticleVersionInput, ArticleVersion>({
  title: 'Retrieve a version of an article',
  description:
    'Returns an article as it looked after one of its changes, text included; the article itself is not touched.',
  request: 'GET /articles/{article_id}/versions/{version_id}',
  since: '2.16',
});
