import { action } from '../../action';
import type { DeleteInternalArticleInput, DeleteInternalArticleOutput } from '../../types';

export const process = action<DeleteInternalArticleInput, DeleteInternalArticleOutput>({
  title: 'Delete an internal article',
  description: 'Deletes an internal article and confirms it.',
  request: 'DELETE /internal_articles/{internal_article_id}',
  since: '2.13',
});
