import { action } from '../../action';
import type { DeleteContentSnippetInput, DeleteContentSnippetOutput } from '../../types';

export const process = action<DeleteContentSnippetInput, DeleteContentSnippetOutput>({
  title: 'Delete a content snippet',
  description: 'Deletes a content snippet. Refused with 422 while a procedure uses it.',
  request: 'DELETE /content_snippets/{content_snippet_id}',
  since: '2.16',
  empty: 'deleted',
});
