import { action } from '../../action';
import type { CreateInternalArticleInput, InternalArticle } from '../../types';

export const process = action<CreateInternalArticleInput, InternalArticle>({
  title: 'Create an internal article',
  description: 'Writes an article that only teammates and, where allowed, Fin can read, and returns it.',
  request: 'POST /internal_articles',
  since: '2.13',
});
