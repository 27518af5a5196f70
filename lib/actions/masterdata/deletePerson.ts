import { type CompositeStep, composite } from '../../action';
import type { Intercom } from '../../intercom/client';
import { fitsPath } from '../../intercom/request';
import type { DeletePersonInput, DeletionOutcome } from '../../types';
import { type Deletable, deleteFields, obeyDelete } from '../../upsert/deletion';
import { orNothing } from '../../upsert/orNothing';
import { externalIdField, externalIdOf } from '../../upsert/person';
import { asFound, isIntercomId } from '../../upsert/upserted';
import { process as archiveContact } from '../contacts/archiveContact';
import { process as deleteContact } from '../contacts/deleteContact';
import { process as retrieveContactByExternalId } from '../contacts/retrieveContactByExternalId';

const calls = {
  archive: archiveContact.operation,
  delete: deleteContact.operation,
  find: retrieveContactByExternalId.operation,
};

/** How the contact of a person is found and deleted. */
function deletablePerson(intercom: Intercom, { config, message }: CompositeStep): Deletable {
  const field = 'contact_id';
  return {
    ways: { archive: { operation: calls.archive, field }, permanent: { operation: calls.delete, field } },
    async lookUp() {
      const external_id = externalIdOf(config, message.metadata);
      if (!fitsPath(external_id)) return undefined;
      const { id } =
        (await orNothing(async () => asFound((await intercom.call(calls.find, { external_id })).body))) ?? {};
      return isIntercomId(id) ? id : null;
    },
  };
}

export const process = composite<DeletePersonInput, DeletionOutcome>(
  {
    title: 'Delete a person',
    description:
      "Archives or deletes the contact of a person where the message requests it and the step allows it, and answers in the hub's words: confirmed (also when it is gone already), denied or failed. Passes over what requests no deletion.",
    calls: Object.values(calls),
    fields: {
      ...deleteFields(true),
      externalIdFrom: {
        ...externalIdField,
        note: "By what the contact is found as external_id where recordUid is no id of Intercom's: the same as in upsertPerson. `none` when left out; the delete then fails.",
      },
    },
  },
  async (intercom, input, step) => {
    await obeyDelete(intercom, input, step, deletablePerson(intercom, step));
    return undefined;
  },
);
