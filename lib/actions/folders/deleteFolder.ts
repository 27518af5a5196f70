import { action } from '../../action';
import type { DeleteFolderInput, DeleteFolderOutput } from '../../types';

export const process = action<DeleteFolderInput, DeleteFolderOutput>({
  title: 'Delete a folder',
  description: 'Deletes a folder and confirms it. Only an empty folder can be deleted.',
  request: 'DELETE /folders/{folder_id}',
  since: 'Preview',
});
