import { process as listCompanies } from '../actions/companies/listCompanies';
import { process as scrollCompanies } from '../actions/companies/scrollCompanies';
import { organizations } from '../content/organizations';
import { syncTriggerFields } from '../masterdata/triggerFields';
import { polling } from '../polling';
import { companies } from '../sources/companies';

export const process = polling({
  title: 'Organizations',
  description:
    "Starts the flow with an organization of the hub's master data model for each company whose content is new or has changed since the last run. Reads all companies in each run, except with Preview.",
  source: companies({ list: listCompanies.operation, scroll: scrollCompanies.operation }, 'updated_at', 'change'),
  fields: syncTriggerFields('organization'),
  content: organizations,
});
