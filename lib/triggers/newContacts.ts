import { process as listContactCompanies } from '../actions/contacts/listContactCompanies';
import { process as listContactNotes } from '../actions/notes/listContactNotes';
import { process as listContactTags } from '../actions/tags/listContactTags';
import { polling } from '../polling';
import { contacts, roleField } from '../sources/contacts';

export const process = polling({
  title: 'New contacts',
  description:
    'Starts the flow once for each contact, user or lead, that was created since the last run, oldest first.',
  source: contacts('created_at', 'occurrence'),
  fields: roleField,
  embedded: {
    tags: listContactTags.operation,
    notes: listContactNotes.operation,
    companies: listContactCompanies.operation,
  },
});
