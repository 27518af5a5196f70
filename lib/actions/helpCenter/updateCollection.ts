import { action } from '../../action';
import type { Collection, UpdateCollectionInput } from '../../types';

export const process = action<UpdateCollectionInput, Collection>({
  title: 'Update a collection',
  description: 'Renames, describes, translates or moves a collection and returns it; what is left out stays.',
  request: 'PUT /help_center/collections/{collection_id}',
});
