import { action } from '../../action';
import type { ContentImportSource, UpdateContentImportSourceInput } from '../../types';

export const process = action<UpdateContentImportSourceInput, ContentImportSource>({
  title: 'Update a content import source',
  description: 'Changes the state, the address or the audiences of a content import source and returns it.',
  request: 'PUT /ai/content_import_sources/{source_id}',
  since: '2.12',
});
