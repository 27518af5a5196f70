import { process as retrieveContact } from '../actions/contacts/retrieveContact';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Contact deleted',
  description: 'Starts the flow the moment a contact is deleted for good; little more than its id is left.',
  topics: ['contact.deleted'],
  refetch: { contact: retrieveContact.operation },
});
