import { action } from '../../action';
import type { Contact, MergeContactInput } from '../../types';

export const process = action<MergeContactInput, Contact>({
  title: 'Merge a lead into a user',
  description: 'Moves all that belongs to a lead over to a user and returns that user; the lead is gone for good.',
  request: 'POST /contacts/merge',
  query: ['include_merge_history'],
});
