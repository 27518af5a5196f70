import { composite } from '../../action';
import { findAndEmit, findFields, type Lookup } from '../../find';
import type { Contact, FindContactInput } from '../../types';
import { process as retrieveContact } from './retrieveContact';
import { process as retrieveContactByExternalId } from './retrieveContactByExternalId';
import { process as searchContacts } from './searchContacts';

const lookup: Lookup = {
  search: searchContacts.operation,
  exact: {
    id: { operation: retrieveContact.operation, by: 'contact_id' },
    external_id: { operation: retrieveContactByExternalId.operation, by: 'external_id' },
  },
};

export const process = composite<FindContactInput, Contact>(
  {
    title: 'Find a contact',
    description:
      'Looks up a contact by any field that can be searched, and returns it. By id alone, or the external_id of a user alone, it is found at once; by anything else some minutes after it was written.',
    calls: [searchContacts.operation, retrieveContact.operation, retrieveContactByExternalId.operation],
    fields: findFields,
    attributes: 'contact',
  },
  (intercom, input, step) => findAndEmit(intercom, lookup, { ...input }, step),
);
