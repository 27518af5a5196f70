import { action } from '../../action';
import type { DeleteArticleInput, DeleteArticleOutput } from '../../types';

export const process = action<DeleteArticleInput, DeleteArticleOutput>({
  title: 'Delete an article',
  description: 'Deletes an article in all languages and confirms it.',
  request: 'DELETE /articles/{article_id}',
});
