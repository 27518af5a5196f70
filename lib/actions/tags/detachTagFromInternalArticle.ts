import { action } from '../../action';
import type { DetachTagFromInternalArticleInput, Tag } from '../../types';

export const process = action<DetachTagFromInternalArticleInput, Tag>({
  title: 'Untag an internal article',
  description: 'Takes a tag off an internal article and returns that tag; the tag itself stays in the workspace.',
  request: 'DELETE /internal_articles/{internal_article_id}/tags/{tag_id}',
  since: '2.16',
});
