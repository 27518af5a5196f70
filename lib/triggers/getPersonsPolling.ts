import { process as listContactActivities } from '../actions/contacts/listContactActivities';
import { process as listContactCompanies } from '../actions/contacts/listContactCompanies';
import { process as listContactTags } from '../actions/tags/listContactTags';
import { process as listTags } from '../actions/tags/listTags';
import { persons } from '../content/persons';
import { syncTriggerFields } from '../masterdata/triggerFields';
import { polling } from '../polling';
import { contactRemovals } from '../sources/contactRemovals';
import { contacts, roleField } from '../sources/contacts';

export const process = polling({
  title: 'Persons',
  description:
    "Starts the flow with a person of the hub's master data model for each contact, user or lead, whose content is new or has changed since the last run; a visit is no change.",
  source: contacts('updated_at', 'change'),
  fields: { ...roleField, ...syncTriggerFields('person') },
  content: persons({
    tags: listTags.operation,
    embedded: { tags: listContactTags.operation, companies: listContactCompanies.operation },
  }),
  removals: contactRemovals(listContactActivities.operation),
});
