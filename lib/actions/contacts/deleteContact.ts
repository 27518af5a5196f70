import { action } from '../../action';
import type { DeleteContactInput, DeleteContactOutput } from '../../types';

export const process = action<DeleteContactInput, DeleteContactOutput>({
  title: 'Delete a contact',
  description: 'Deletes a contact for good and returns its ids; archiveContact is the way that can be undone.',
  request: 'DELETE /contacts/{contact_id}',
});
