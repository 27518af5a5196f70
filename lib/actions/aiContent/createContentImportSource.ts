import { action } from '../../action';
import type { ContentImportSource, CreateContentImportSourceInput } from '../../types';

export const process = action<CreateContentImportSourceInput, ContentImportSource>({
  title: 'Create a content import source',
  description: 'Adds a place outside of Intercom to which external pages can be sent for Fin, and returns it.',
  request: 'POST /ai/content_import_sources',
  since: '2.12',
});
