import { action } from '../../action';
import type { Folder, UpdateFolderInput } from '../../types';

export const process = action<UpdateFolderInput, Folder>({
  title: 'Update a folder',
  description: 'Renames, describes or moves a folder and returns it; what is left out stays.',
  request: 'PUT /folders/{folder_id}',
  since: 'Preview',
});
