import { process as retrieveContact } from '../actions/contacts/retrieveContact';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Contact merged',
  description: 'Starts the flow the moment a contact takes in another one; the contact that stays is emitted.',
  topics: ['contact.merged'],
  refetch: { contact: retrieveContact.operation },
});
