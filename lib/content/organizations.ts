import { companyDigest } from '../masterdata/digest';
import { organizationOf } from '../masterdata/organization';
import { mappingOf } from '../masterdata/settings';
import type { ContentOf } from './content';
import { masterdata } from './masterdata';

/** Companies as organizations, which costs no calls: a company shows all of itself. */
export const organizations: ContentOf = masterdata(({ config }) => {
  const mapping = mappingOf(config, 'organization');
  return {
    digest: (company) => companyDigest(company, mapping),
    map: async (companies) => companies.map((company) => organizationOf(company, mapping)),
  };
});
