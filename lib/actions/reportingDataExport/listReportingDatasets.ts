import { action } from '../../action';
import type { ListReportingDatasetsInput, ListReportingDatasetsOutput } from '../../types';

export const process = action<ListReportingDatasetsInput, ListReportingDatasetsOutput>({
  title: 'List reporting datasets',
  description: 'Lists the datasets that can be exported, with their columns.',
  request: 'GET /export/reporting_data/get_datasets',
  since: '2.14',
  paging: { style: 'single', items: 'data' },
});
