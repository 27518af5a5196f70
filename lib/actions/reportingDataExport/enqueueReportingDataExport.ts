import { action } from '../../action';
import type { EnqueueReportingDataExportInput, ReportingExportJob } from '../../types';

export const process = action<EnqueueReportingDataExportInput, ReportingExportJob>({
  title: 'Create a reporting export',
  description:
    'Starts a job that exports columns of a reporting dataset for a span of time. Returns the job; five can be pending at a time, and Intercom answers 429 to a sixth.',
  request: 'POST /export/reporting_data/enqueue',
  since: '2.14',
});
