import { action } from '../../action';
import type { AttachTagToInternalArticleInput, Tag } from '../../types';

export const process = action<AttachTagToInternalArticleInput, Tag>({
  title: 'Tag an internal article',
  description: 'Adds an existing tag to an internal article and returns that tag.',
  request: 'POST /internal_articles/{internal_article_id}/tags',
  rename: { tag_id: 'id' },
  since: '2.16',
});
