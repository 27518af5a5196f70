import { action } from '../../action';
import type { ContentSnippet, CreateContentSnippetInput } from '../../types';

export const process = action<CreateContentSnippetInput, ContentSnippet>({
  title: 'Create a content snippet',
  description: 'Writes a short text that Fin and Copilot can answer from, and returns it.',
  request: 'POST /content_snippets',
  since: '2.16',
});
