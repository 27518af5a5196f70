import { process as retrieveContact } from '../actions/contacts/retrieveContact';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Contact updated',
  description:
    'Starts the flow the moment a contact, user or lead, changes; a lead that leaves an address or becomes a user counts, too.',
  topics: [
    'contact.user.updated',
    'contact.lead.updated',
    'contact.email.updated',
    'contact.lead.added_email',
    'contact.lead.signed_up',
  ],
  refetch: { contact: retrieveContact.operation },
});
