import { action } from '../../action';
import type { ListActivityLogsInput, ListActivityLogsOutput } from '../../types';

export const process = action<ListActivityLogsInput, ListActivityLogsOutput>({
  title: 'List activity logs',
  description:
    'Returns what admins did in the workspace during a span of time. Over more than a few days Intercom fails with a server error; with output set to all a long span is read in pieces.',
  request: 'GET /admins/activity_logs',
  // The description promises a cursor; the API gives the address of the next page.
  paging: { style: 'nextUrl', items: 'activity_logs' },
  slices: { after: 'created_at_after', before: 'created_at_before', longest: 5 * 86_400 },
});
