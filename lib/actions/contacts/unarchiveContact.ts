import { action } from '../../action';
import type { UnarchiveContactInput, UnarchiveContactOutput } from '../../types';

export const process = action<UnarchiveContactInput, UnarchiveContactOutput>({
  title: 'Unarchive a contact',
  description: 'Brings an archived contact back into lists and searches, and returns its ids.',
  request: 'POST /contacts/{contact_id}/unarchive',
});
