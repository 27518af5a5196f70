import { action } from '../../action';
import type { DeleteCollectionInput, DeleteCollectionOutput } from '../../types';

export const process = action<DeleteCollectionInput, DeleteCollectionOutput>({
  title: 'Delete a collection',
  description: 'Deletes a collection and confirms it.',
  request: 'DELETE /help_center/collections/{collection_id}',
});
