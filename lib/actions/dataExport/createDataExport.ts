import { action } from '../../action';
import type { CreateDataExportInput, DataExportJob } from '../../types';

export const process = action<CreateDataExportInput, DataExportJob>({
  title: 'Create a content export',
  description:
    'Starts a job that exports how outbound content was received in a span of time: deliveries, opens, clicks, replies and the like. Returns the job; a workspace can have one at a time, and Intercom answers 429 to a second.',
  request: 'POST /export/content/data',
});
