import { action } from '../../action';
import type { Article, UpdateArticleInput } from '../../types';

export const process = action<UpdateArticleInput, Article>({
  title: 'Update an article',
  description: 'Changes text, state, place or translations of an article and returns it; what is left out stays.',
  request: 'PUT /articles/{article_id}',
});
