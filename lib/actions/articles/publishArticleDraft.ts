import { action } from '../../action';
import type { Article, PublishArticleDraftInput } from '../../types';

export const process = action<PublishArticleDraftInput, Article>({
  title: 'Publish an article draft',
  description:
    'Puts the waiting draft of an article in the place of its published text and returns the article. Fails with 422 where no draft waits.',
  request: 'POST /articles/{article_id}/draft/publish',
  since: '2.16',
});
