import { process as listContactCompanies } from '../actions/contacts/listContactCompanies';
import { process as listContactNotes } from '../actions/notes/listContactNotes';
import { process as listContactTags } from '../actions/tags/listContactTags';
import { polling } from '../polling';
import { contacts, roleField } from '../sources/contacts';

export const process = polling({
  title: 'Updated contacts',
  description: 'Starts the flow for each contact, user or lead, that was created or changed since the last run.',
  source: contacts('updated_at', 'change'),
  fields: roleField,
  embedded: {
    tags: listContactTags.operation,
    notes: listContactNotes.operation,
    companies: listContactCompanies.operation,
  },
});
