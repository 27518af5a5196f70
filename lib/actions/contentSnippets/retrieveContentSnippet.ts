import { action } from '../../action';
import type { ContentSnippet, RetrieveContentSnippetInput } from '../../types';

export const process = action<RetrieveContentSnippetInput, ContentSnippet>({
  title: 'Retrieve a content snippet',
  description: 'Returns one content snippet with its text and who may use it.',
  request: 'GET /content_snippets/{content_snippet_id}',
  since: '2.16',
});
