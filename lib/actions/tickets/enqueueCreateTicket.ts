import { action } from '../../action';
import type { EnqueueCreateTicketInput, Job } from '../../types';

export const process = action<EnqueueCreateTicketInput, Job>({
  title: 'Create a ticket in the background',
  description:
    'Hands a ticket over for creation and returns the job that makes it, without waiting. Ask retrieveJobStatus until the job names the ticket.',
  request: 'POST /tickets/enqueue',
  attributes: 'ticket',
  since: '2.14',
});
