import { composite } from '../../action';
import type { Contact, UpsertContactInput } from '../../types';
import {
  type ContactOperations,
  contactUpsertFields,
  contactUpsertSettings,
  upsertContact,
} from '../../upsert/contacts';
import { emitSame, linkedId } from '../../upsert/upserted';
import { process as archiveContact } from './archiveContact';
import { process as createContact } from './createContact';
import { process as retrieveContact } from './retrieveContact';
import { process as retrieveContactByExternalId } from './retrieveContactByExternalId';
import { process as searchContacts } from './searchContacts';
import { process as unarchiveContact } from './unarchiveContact';
import { process as updateContact } from './updateContact';

/** What an upsert of contacts calls, for other actions that make one. */
export const contactOperations: ContactOperations = {
  create: createContact.operation,
  update: updateContact.operation,
  retrieve: retrieveContact.operation,
  retrieveByExternalId: retrieveContactByExternalId.operation,
  search: searchContacts.operation,
  archive: archiveContact.operation,
  unarchive: unarchiveContact.operation,
};

export const process = composite<UpsertContactInput, Contact>(
  {
    title: 'Create or update a contact',
    description:
      'Updates the contact that matches by id, external id, e-mail address or telephone number, or creates it, and returns it. Runs that happen at the same moment make one user, not two.',
    calls: Object.values(contactOperations),
    fields: contactUpsertFields,
    attributes: 'contact',
  },
  async (intercom, input, step) => {
    const settings = contactUpsertSettings(step.config);
    // The message's own id may be another application's, also one of the same shape: then the hub's leads to the contact.
    const fields = { ...input, id: [input.id, linkedId(step)] };
    const upserted = await upsertContact(intercom, contactOperations, fields, settings);
    return emitSame(
      upserted.map(({ record }) => record),
      step,
    );
  },
);
