import { process as retrieveCompanyById } from '../actions/companies/retrieveCompanyById';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Company created',
  description: 'Starts the flow the moment a company is created.',
  topics: ['company.created'],
  refetch: { company: retrieveCompanyById.operation },
});
