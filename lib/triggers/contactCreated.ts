import { process as retrieveContact } from '../actions/contacts/retrieveContact';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Contact created',
  description: 'Starts the flow the moment a contact, user or lead, is created.',
  topics: ['contact.user.created', 'contact.lead.created'],
  refetch: { contact: retrieveContact.operation },
});
