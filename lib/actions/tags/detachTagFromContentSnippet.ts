import { action } from '../../action';
import type { DetachTagFromContentSnippetInput, Tag } from '../../types';

export const process = action<DetachTagFromContentSnippetInput, Tag>({
  title: 'Untag a content snippet',
  description: 'Takes a tag off a content snippet and returns that tag; the tag itself stays in the workspace.',
  request: 'DELETE /content_snippets/{content_snippet_id}/tags/{tag_id}',
  since: '2.16',
});
