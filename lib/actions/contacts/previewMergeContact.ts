import { action } from '../../action';
import type { MergePreview, PreviewMergeContactInput } from '../../types';

export const process = action<PreviewMergeContactInput, MergePreview>({
  title: 'Preview a merge of contacts',
  description: 'Tells whether a lead can be merged into a user and what would change, without changing anything.',
  request: 'POST /contacts/merge/preview',
  since: 'Preview',
  repeatable: true,
});
