import { action } from '../../action';
import type { Note, RetrieveNoteInput } from '../../types';

export const process = action<RetrieveNoteInput, Note>({
  title: 'Retrieve a note',
  description: 'Returns one note with its author and the contact or company that it is about.',
  request: 'GET /notes/{note_id}',
});
