import { composite } from '../../action';
import { mappingFields } from '../../masterdata/settings';
import { isCustom } from '../../masterdata/transform';
import type { Organization } from '../../types';
import { requestsDeletion } from '../../upsert/deletion';
import { type OrganizationOperations, organizationUpsertFields, upsertOrganization } from '../../upsert/organization';
import { companyOperations } from '../companies/upsertCompany';
import { process as listDataAttributes } from '../dataAttributes/listDataAttributes';
import { process as createTag } from '../tags/createTag';

const operations: OrganizationOperations = {
  company: companyOperations,
  tag: createTag.operation,
  attributes: listDataAttributes.operation,
};

export const process = composite<Organization, Organization>(
  {
    title: 'Create or update an organization',
    description:
      "Brings a company in step with an organization of the hub's master data model: updates the one that matches, or creates it, writes nothing where nothing differs, and returns the organization as it is in Intercom then.",
    calls: [...Object.values(operations.company), operations.tag, operations.attributes],
    fields: { ...mappingFields('organization'), ...organizationUpsertFields },
    isForeign: isCustom,
  },
  async (intercom, organization, step) => {
    // A deletion is for deleteOrganization to obey: a flow without branches by content sends it to both.
    if (!requestsDeletion('upsertOrganization', organization))
      await upsertOrganization(intercom, operations, organization, step);
    return undefined;
  },
);
