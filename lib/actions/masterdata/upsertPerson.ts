import { composite } from '../../action';
import { mappingFields } from '../../masterdata/settings';
import { isCustom } from '../../masterdata/transform';
import type { Person } from '../../types';
import { requestsDeletion } from '../../upsert/deletion';
import { type PersonOperations, personUpsertFields, upsertPerson } from '../../upsert/person';
import { process as attachContactToCompany } from '../companies/attachContactToCompany';
import { process as detachContactFromCompany } from '../companies/detachContactFromCompany';
import { process as retrieveCompanies } from '../companies/retrieveCompanies';
import { process as listContactCompanies } from '../contacts/listContactCompanies';
import { contactOperations } from '../contacts/upsertContact';
import { process as listDataAttributes } from '../dataAttributes/listDataAttributes';
import { process as createTag } from '../tags/createTag';
import { process as detachTagFromContact } from '../tags/detachTagFromContact';
import { process as listContactTags } from '../tags/listContactTags';

const operations: PersonOperations = {
  contact: contactOperations,
  tags: { list: listContactTags.operation, create: createTag.operation, detach: detachTagFromContact.operation },
  companies: {
    list: listContactCompanies.operation,
    find: retrieveCompanies.operation,
    attach: attachContactToCompany.operation,
    detach: detachContactFromCompany.operation,
  },
  attributes: listDataAttributes.operation,
};

export const process = composite<Person, Person>(
  {
    title: 'Create or update a person',
    description:
      "Brings a contact in step with a person of the hub's master data model: updates the one that matches, or creates it, writes nothing where nothing differs, and returns the person as it is in Intercom then.",
    calls: [
      ...Object.values(operations.contact),
      ...Object.values(operations.tags),
      ...Object.values(operations.companies),
      operations.attributes,
    ],
    fields: { ...mappingFields('person'), ...personUpsertFields },
    isForeign: isCustom,
  },
  async (intercom, person, step) => {
    // A deletion is for deletePerson to obey: a flow without branches by content sends it to both.
    if (!requestsDeletion('upsertPerson', person)) await upsertPerson(intercom, operations, person, step);
    return undefined;
  },
);
