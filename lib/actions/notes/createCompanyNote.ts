import { action } from '../../action';
import type { CreateCompanyNoteInput, Note } from '../../types';

export const process = action<CreateCompanyNoteInput, Note>({
  title: 'Add a note to a company',
  description: 'Writes an internal note on a company and returns the note.',
  request: 'POST /companies/{company_id}/notes',
  since: '2.16',
});
