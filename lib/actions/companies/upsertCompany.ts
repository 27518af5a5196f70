import { composite } from '../../action';
import type { Company, UpsertCompanyInput } from '../../types';
import {
  type CompanyOperations,
  companyUpsertFields,
  companyUpsertSettings,
  upsertCompany,
} from '../../upsert/companies';
import { emitSame, hinted, isIntercomId } from '../../upsert/upserted';
import { process as createOrUpdateCompany } from './createOrUpdateCompany';
import { process as retrieveCompanies } from './retrieveCompanies';
import { process as retrieveCompanyById } from './retrieveCompanyById';
import { process as updateCompany } from './updateCompany';

/** What an upsert of companies calls, for other actions that make one. */
export const companyOperations: CompanyOperations = {
  createOrUpdate: createOrUpdateCompany.operation,
  update: updateCompany.operation,
  retrieve: retrieveCompanyById.operation,
  find: retrieveCompanies.operation,
};

export const process = composite<UpsertCompanyInput, Company>(
  {
    title: 'Create or update a company by any id',
    description:
      'Updates the company that matches by the id from Intercom, by your own company_id or by name, or creates it, and returns it. Runs with the same company_id make one company.',
    calls: Object.values(companyOperations),
    fields: companyUpsertFields,
    attributes: 'company',
  },
  async (intercom, input, step) => {
    const settings = companyUpsertSettings(step.config);
    const upserted = await upsertCompany(
      intercom,
      companyOperations,
      hinted(input, step, 'id', (id) => !isIntercomId(id)),
      settings,
    );
    return emitSame(
      upserted.map(({ record }) => record),
      step,
    );
  },
);
