import { type CompositeStep, composite } from '../../action';
import type { Intercom } from '../../intercom/client';
import type { DeleteOrganizationInput, DeletionOutcome } from '../../types';
import { type Deletable, deleteFields, obeyDelete } from '../../upsert/deletion';
import { companyIdField, companyIdOf } from '../../upsert/organization';
import { orNothing } from '../../upsert/orNothing';
import { asFound, isIntercomId } from '../../upsert/upserted';
import { process as deleteCompany } from '../companies/deleteCompany';
import { process as retrieveCompanies } from '../companies/retrieveCompanies';

const calls = { delete: deleteCompany.operation, find: retrieveCompanies.operation };

/** How the company of an organization is found and deleted. There is one way only, and Intercom calls it archiving. */
function deletableOrganization(intercom: Intercom, { config, message }: CompositeStep, name: unknown): Deletable {
  const way = { operation: calls.delete, field: 'company_id' };
  return {
    ways: { archive: way, permanent: way },
    async lookUp() {
      const company_id = companyIdOf(config, message.metadata, name);
      if (company_id === undefined) return undefined;
      const { id } =
        (await orNothing(async () => asFound((await intercom.call(calls.find, { company_id })).body))) ?? {};
      return isIntercomId(id) ? id : null;
    },
  };
}

export const process = composite<DeleteOrganizationInput, DeletionOutcome>(
  {
    title: 'Delete an organization',
    description:
      "Deletes the company of an organization where the message requests it and the step allows it, and answers in the hub's words: confirmed (also when it is gone already), denied or failed. Passes over what requests no deletion. Its contacts stay.",
    calls: Object.values(calls),
    fields: {
      ...deleteFields(false),
      companyIdFrom: {
        ...companyIdField,
        note: "By what the company is found as company_id where recordUid is no id of Intercom's: the same as in upsertOrganization. `recordUid` when left out; a name is found only where the message has it, and with `none` nothing but the linked id.",
      },
    },
  },
  async (intercom, input, step) => {
    await obeyDelete(intercom, input, step, deletableOrganization(intercom, step, input.name));
    return undefined;
  },
);
