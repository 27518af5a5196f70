import { action } from '../../action';
import type { ContentSnippet, UpdateContentSnippetInput } from '../../types';

export const process = action<UpdateContentSnippetInput, ContentSnippet>({
  title: 'Update a content snippet',
  description: 'Changes text, language or availability of a content snippet and returns it; what is left out stays.',
  request: 'PUT /content_snippets/{content_snippet_id}',
  since: '2.16',
});
