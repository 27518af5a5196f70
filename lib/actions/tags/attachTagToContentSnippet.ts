import { action } from '../../action';
import type { AttachTagToContentSnippetInput, Tag } from '../../types';

export const process = action<AttachTagToContentSnippetInput, Tag>({
  title: 'Tag a content snippet',
  description: 'Adds an existing tag to a content snippet and returns that tag.',
  request: 'POST /content_snippets/{content_snippet_id}/tags',
  rename: { tag_id: 'id' },
  since: '2.16',
});
