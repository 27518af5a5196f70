import { action } from '../../action';
import type { DataExportJob, RetrieveDataExportInput } from '../../types';

export const process = action<RetrieveDataExportInput, DataExportJob>({
  title: 'Retrieve a content export',
  description: 'Returns how far an export job is and, once it is completed, where its file waits.',
  request: 'GET /export/content/data/{job_identifier}',
});
