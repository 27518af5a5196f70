import { action } from '../../action';
import type { Collection, RetrieveCollectionInput } from '../../types';

export const process = action<RetrieveCollectionInput, Collection>({
  title: 'Retrieve a collection',
  description: 'Returns one collection with its name in every language; its articles name it in their own parent ids.',
  request: 'GET /help_center/collections/{collection_id}',
});
