import { composite } from '../../action';
import { choice } from '../../oih/fields';
import type { BatchResult, TagContactsInput } from '../../types';
import { batchFields, batchSettings, emitResults } from '../../upsert/batch';
import { bulkFields, bulkWaitOf } from '../../upsert/bulkJob';
import { matchByField, matchByOf } from '../../upsert/contactMatcher';
import { type TaggingOperations, tagContacts } from '../../upsert/contactTags';
import { ON_MULTIPLE, onMultipleField } from '../../upsert/matches';
import { upsertTag } from '../../upsert/tags';
import { process as bulkUpdateContacts } from '../contacts/bulkUpdateContacts';
import { process as retrieveBulkContactsJob } from '../contacts/retrieveBulkContactsJob';
import { process as retrieveContact } from '../contacts/retrieveContact';
import { process as retrieveContactByExternalId } from '../contacts/retrieveContactByExternalId';
import { process as searchContacts } from '../contacts/searchContacts';
import { process as attachTagToContact } from './attachTagToContact';
import { process as createTag } from './createTag';
import { process as retrieveTag } from './retrieveTag';

const operations: TaggingOperations = {
  attach: attachTagToContact.operation,
  retrieve: retrieveContact.operation,
  retrieveByExternalId: retrieveContactByExternalId.operation,
  search: searchContacts.operation,
  bulkUpdate: bulkUpdateContacts.operation,
  retrieveJob: retrieveBulkContactsJob.operation,
};

export const process = composite<TagContactsInput, BatchResult>(
  {
    title: 'Tag many contacts',
    description:
      'Puts a tag, which is created where it does not exist, on each of the contacts, some at once, and returns one message with what became of each.',
    calls: [retrieveTag.operation, createTag.operation, ...Object.values(operations)],
    fields: { matchBy: matchByField, onMultiple: onMultipleField, ...batchFields, ...bulkFields },
  },
  async (intercom, { tag_id, tag_name, contacts }, step) => {
    const { config } = step;
    const waitSeconds = bulkWaitOf(config, intercom);
    const settings = {
      ...batchSettings(config),
      matchBy: matchByOf(config),
      onMultiple: choice(config, 'onMultiple', ON_MULTIPLE),
      ...(waitSeconds !== undefined && { waitSeconds }),
    };
    // One that does not exist would fail for each contact, and a job passes over it without a word.
    if (tag_id) await intercom.call(retrieveTag.operation, { tag_id });
    const tagId = tag_id || (await upsertTag(intercom, createTag.operation, { name: tag_name })).id;
    const all = contacts.map((contact) => (typeof contact === 'string' ? { id: contact } : contact));
    return emitResults(await tagContacts(intercom, operations, String(tagId), all, settings), step);
  },
);
