import { action } from '../../action';
import type { ListCallsInput, ListCallsOutput } from '../../types';

export const process = action<ListCallsInput, ListCallsOutput>({
  title: 'List calls',
  description: 'Lists the phone calls of the workspace, without their transcripts.',
  request: 'GET /calls',
  since: '2.14',
  paging: { style: 'page', items: 'data', max: 25 },
});
