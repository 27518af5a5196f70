import { action } from '../../action';
import type { ListActivityLogsInput, ListActivityLogsOutput } from '../../types';

export const process = action<ListActivityLogsInput, ListActivityLogsOutput>({
  title: 'List activity logs',
  description:
    'Returns what admins did in the workspace during a span of time. Keep the span to five days or less: over long ones Intercom fails with a server error.',
  request: 'GET /admins/activity_logs',
  // The description promises a cursor; the API gives the address of the next page.
  paging: { style: 'nextUrl', items: 'activity_logs' },
});
