import { composite } from '../../action';
import { ConfigurationError } from '../../intercom/errors';
import type { BatchResult, UpsertContactsInput } from '../../types';
import { batchFields, batchSettings, emitResults } from '../../upsert/batch';
import { bulkFields, bulkWaitOf } from '../../upsert/bulkJob';
import { upsertEach } from '../../upsert/contactBatch';
import { type BulkOperations, upsertInBulk } from '../../upsert/contactBulk';
import { contactUpsertFields, contactUpsertSettings } from '../../upsert/contacts';
import { process as bulkCreateContacts } from './bulkCreateContacts';
import { process as bulkUpdateContacts } from './bulkUpdateContacts';
import { process as retrieveBulkContactsJob } from './retrieveBulkContactsJob';
import { contactOperations } from './upsertContact';

/** What a bulk upsert calls besides, for other actions that make one. */
const bulkOperations: BulkOperations = {
  create: bulkCreateContacts.operation,
  update: bulkUpdateContacts.operation,
  retrieve: retrieveBulkContactsJob.operation,
};

export const process = composite<UpsertContactsInput, BatchResult>(
  {
    title: 'Create or update many contacts',
    description:
      'Updates each contact that matches, or creates it, some at once, and returns one message with what became of each. With Preview and bulk they go in background jobs of Intercom.',
    calls: [...Object.values(contactOperations), ...Object.values(bulkOperations)],
    fields: { ...contactUpsertFields, ...batchFields, ...bulkFields },
    attributes: { model: 'contact', list: 'contacts' },
  },
  async (intercom, { contacts }, step) => {
    const settings = { ...contactUpsertSettings(step.config), ...batchSettings(step.config) };
    const waitSeconds = bulkWaitOf(step.config, intercom);
    if (waitSeconds === undefined) {
      const all = [...contacts.keys()];
      return emitResults(await upsertEach(intercom, contactOperations, contacts, all, settings, true), step);
    }
    if (settings.review)
      throw new ConfigurationError('bulk and skipUnchanged do not go together: a job reads nothing.');
    const inBulk = { ...settings, waitSeconds };
    return emitResults(await upsertInBulk(intercom, contactOperations, bulkOperations, contacts, inBulk), step);
  },
);
