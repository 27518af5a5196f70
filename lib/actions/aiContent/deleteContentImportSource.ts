import { action } from '../../action';
import type { DeleteContentImportSourceInput, DeleteContentImportSourceOutput } from '../../types';

export const process = action<DeleteContentImportSourceInput, DeleteContentImportSourceOutput>({
  title: 'Delete a content import source',
  description: 'Deletes a content import source together with all the external pages that came from it.',
  request: 'DELETE /ai/content_import_sources/{source_id}',
  since: '2.12',
  empty: 'deleted',
});
