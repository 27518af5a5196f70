import { action } from '../../action';
import type { InternalArticle, UpdateInternalArticleInput } from '../../types';

export const process = action<UpdateInternalArticleInput, InternalArticle>({
  title: 'Update an internal article',
  description: 'Changes text, owner or availability of an internal article and returns it; what is left out stays.',
  request: 'PUT /internal_articles/{internal_article_id}',
  since: '2.13',
});
