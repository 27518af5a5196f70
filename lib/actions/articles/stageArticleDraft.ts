import { action } from '../../action';
import type { Article, StageArticleDraftInput } from '../../types';

export const process = action<StageArticleDraftInput, Article>({
  title: 'Stage an article draft',
  description:
    'Keeps newer text beside a published article, which customers go on reading unchanged, and returns the article as the draft would show it. An article that was never published is refused with 422.',
  request: 'PUT /articles/{article_id}/draft',
  since: '2.16',
});
