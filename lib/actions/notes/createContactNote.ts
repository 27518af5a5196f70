import { action } from '../../action';
import type { CreateContactNoteInput, Note } from '../../types';

export const process = action<CreateContactNoteInput, Note>({
  title: 'Add a note to a contact',
  description: 'Writes an internal note on a contact and returns the note.',
  request: 'POST /contacts/{contact_id}/notes',
});
