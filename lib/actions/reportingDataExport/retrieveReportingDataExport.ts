import { action } from '../../action';
import type { ReportingExportJob, RetrieveReportingDataExportInput } from '../../types';

export const process = action<RetrieveReportingDataExportInput, ReportingExportJob>({
  title: 'Retrieve a reporting export',
  description: 'Returns how far a reporting export job is and, once it is complete, where its file waits.',
  // Intercom's reference puts the job's identifier into the query as well; its own example of the route has it in the
  // path. app_id and client_id, which it calls required, are sent where given: published clients do without them.
  request: 'GET /export/reporting_data/{job_identifier}',
  since: '2.14',
});
