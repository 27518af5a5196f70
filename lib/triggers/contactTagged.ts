import { process as retrieveContact } from '../actions/contacts/retrieveContact';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Contact tagged',
  description: 'Starts the flow the moment somebody puts a tag on a contact; the tag comes along.',
  topics: ['contact.user.tag.created', 'contact.lead.tag.created'],
  refetch: { contact: retrieveContact.operation },
});
