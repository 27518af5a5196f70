import { action } from '../../action';
import type { AttachTagToArticleInput, Tag } from '../../types';

export const process = action<AttachTagToArticleInput, Tag>({
  title: 'Tag an article',
  description: 'Adds an existing tag to an article and returns that tag.',
  request: 'POST /articles/{article_id}/tags',
  rename: { tag_id: 'id' },
  since: '2.16',
});
