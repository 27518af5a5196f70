import { action } from '../../action';
import type { Job, RetrieveJobStatusInput } from '../../types';

export const process = action<RetrieveJobStatusInput, Job>({
  title: 'Retrieve the status of a job',
  description:
    'Tells whether a background job, such as one that creates a ticket, has come to its end, and what it made.',
  request: 'GET /jobs/status/{job_id}',
  since: '2.14',
});
