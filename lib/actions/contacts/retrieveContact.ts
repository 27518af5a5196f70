import { action } from '../../action';
import type { Contact, RetrieveContactInput } from '../../types';

export const process = action<RetrieveContactInput, Contact>({
  title: 'Retrieve a contact',
  description:
    'Fetches one contact by the id that Intercom gave it; a contact that was merged into another answers 410.',
  request: 'GET /contacts/{contact_id}',
});
