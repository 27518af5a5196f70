import { action } from '../../action';
import type { ContentImportSource, RetrieveContentImportSourceInput } from '../../types';

export const process = action<RetrieveContentImportSourceInput, ContentImportSource>({
  title: 'Retrieve a content import source',
  description: 'Returns one content import source, with its state and when it was last read.',
  request: 'GET /ai/content_import_sources/{source_id}',
  since: '2.12',
});
