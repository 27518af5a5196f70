import { process as listCompanies } from '../actions/companies/listCompanies';
import { process as scrollCompanies } from '../actions/companies/scrollCompanies';
import { polling } from '../polling';
import { companies } from '../sources/companies';

export const process = polling({
  title: 'Updated companies',
  description:
    'Starts the flow for each company that is new or has changed since the last run. Reads all companies in each run, except with Preview.',
  source: companies({ list: listCompanies.operation, scroll: scrollCompanies.operation }, 'updated_at', 'change'),
});
