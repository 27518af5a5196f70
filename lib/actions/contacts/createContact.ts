import { action } from '../../action';
import type { Contact, CreateContactInput } from '../../types';

export const process = action<CreateContactInput, Contact>({
  title: 'Create a contact',
  description:
    'Creates a user or a lead and returns it; where such a user exists already, archived ones included, Intercom refuses with 409; to change such a contact instead, use upsertContact.',
  request: 'POST /contacts',
  attributes: 'contact',
});
