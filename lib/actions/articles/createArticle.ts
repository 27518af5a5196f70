import { action } from '../../action';
import type { Article, CreateArticleInput } from '../../types';

export const process = action<CreateArticleInput, Article>({
  title: 'Create an article',
  description:
    'Writes a new article for the help center, as a draft or published, in one language or several, and returns it.',
  request: 'POST /articles',
});
