import { action } from '../../action';
import type { DetachTagFromArticleInput, Tag } from '../../types';

export const process = action<DetachTagFromArticleInput, Tag>({
  title: 'Untag an article',
  description: 'Takes a tag off an article and returns that tag; the tag itself stays in the workspace.',
  request: 'DELETE /articles/{article_id}/tags/{tag_id}',
  since: '2.16',
});
