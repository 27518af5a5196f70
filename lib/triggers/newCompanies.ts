import { process as listCompanies } from '../actions/companies/listCompanies';
import { process as scrollCompanies } from '../actions/companies/scrollCompanies';
import { polling } from '../polling';
import { companies } from '../sources/companies';

export const process = polling({
  title: 'New companies',
  description:
    'Starts the flow once for each company that came to Intercom since the last run. Reads all companies in each run, except with Preview.',
  source: companies({ list: listCompanies.operation, scroll: scrollCompanies.operation }, 'created_at', 'occurrence'),
});
