import { action } from '../../action';
import type { CreateFolderInput, Folder } from '../../types';

export const process = action<CreateFolderInput, Folder>({
  title: 'Create a folder',
  description: 'Adds a folder in which teammates keep content of the knowledge base, and returns it.',
  request: 'POST /folders',
  since: 'Preview',
});
