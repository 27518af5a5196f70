import { action } from '../../action';
import type { Folder, RetrieveFolderInput } from '../../types';

export const process = action<RetrieveFolderInput, Folder>({
  title: 'Retrieve a folder',
  description: 'Returns one folder with the number of pieces of content in it.',
  request: 'GET /folders/{folder_id}',
  since: 'Preview',
});
