import { action } from '../../action';
import type { Contact, UpdateContactInput } from '../../types';

export const process = action<UpdateContactInput, Contact>({
  title: 'Update a contact',
  description: 'Changes the given fields of a contact, leaves the others as they are, and returns the whole contact.',
  request: 'PUT /contacts/{contact_id}',
  attributes: 'contact',
  query: ['include_merge_history'],
});
