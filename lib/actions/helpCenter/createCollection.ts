import { action } from '../../action';
import type { Collection, CreateCollectionInput } from '../../types';

export const process = action<CreateCollectionInput, Collection>({
  title: 'Create a collection',
  description: 'Adds a collection for articles to a help center, or to another collection, and returns it.',
  request: 'POST /help_center/collections',
});
