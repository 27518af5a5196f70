import { action } from '../../action';
import type { Contact, CreateContactInput } from '../../types';

export const process = action<CreateContactInput, Contact>({
  title: 'Create a contact',
  description:
    'Creates a user or a lead and returns it; where such a user exists already, archived ones included, Intercom answers 409 with the id of that contact.',
  request: 'POST /contacts',
  attributes: 'contact',
});
