import { action } from '../../action';
import type { CancelDataExportInput, DataExportJob } from '../../types';

export const process = action<CancelDataExportInput, DataExportJob>({
  title: 'Cancel a content export',
  description: 'Stops an export job, which makes room for another, and returns it.',
  request: 'POST /export/cancel/{job_identifier}',
});
