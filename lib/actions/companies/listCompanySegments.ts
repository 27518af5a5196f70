import { action } from '../../action';
import type { ListCompanySegmentsInput, ListCompanySegmentsOutput } from '../../types';

export const process = action<ListCompanySegmentsInput, ListCompanySegmentsOutput>({
  title: 'List the segments of a company',
  description: 'Lists the segments that a company falls into.',
  request: 'GET /companies/{company_id}/segments',
  paging: { style: 'single', items: 'data' },
});
