import { process as retrieveCompanyById } from '../actions/companies/retrieveCompanyById';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Company updated',
  description: 'Starts the flow the moment a company changes, or a contact is put into it or taken out.',
  topics: ['company.updated', 'company.contact.attached', 'company.contact.detached'],
  refetch: { company: retrieveCompanyById.operation },
});
