import { action } from '../../action';
import type { Contact, ConvertVisitorInput } from '../../types';

export const process = action<ConvertVisitorInput, Contact>({
  title: 'Convert a visitor',
  description: 'Turns a visitor into a user or a lead, or merges it into a user that exists, and returns that contact.',
  request: 'POST /visitors/convert',
});
