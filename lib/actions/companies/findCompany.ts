import { composite } from '../../action';
import { findAndEmit, findFields, type Lookup } from '../../find';
import type { Company, FindCompanyInput } from '../../types';
import { process as retrieveCompanies } from './retrieveCompanies';
import { process as retrieveCompanyById } from './retrieveCompanyById';
import { process as searchCompanies } from './searchCompanies';

const lookup: Lookup = {
  search: searchCompanies.operation,
  exact: {
    id: { operation: retrieveCompanyById.operation, by: 'company_id' },
    company_id: { operation: retrieveCompanies.operation, by: 'company_id' },
    name: { operation: retrieveCompanies.operation, by: 'name' },
    tag_id: { operation: retrieveCompanies.operation, by: 'tag_id' },
    segment_id: { operation: retrieveCompanies.operation, by: 'segment_id' },
  },
};

export const process = composite<FindCompanyInput, Company>(
  {
    title: 'Find a company',
    description:
      'Looks up a company by id, company_id, name, tag_id or segment_id alone in every version, or by several fields with the search of Preview, and returns it.',
    calls: [searchCompanies.operation, retrieveCompanies.operation, retrieveCompanyById.operation],
    fields: findFields,
    attributes: 'company',
  },
  (intercom, input, step) => findAndEmit(intercom, lookup, { ...input }, step),
);
