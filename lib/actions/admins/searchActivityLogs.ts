import { action } from '../../action';
import type { SearchActivityLogsInput, SearchActivityLogsOutput } from '../../types';

export const process = action<SearchActivityLogsInput, SearchActivityLogsOutput>({
  title: 'Search activity logs',
  description:
    'Returns what admins did in the workspace during a span of time, limited to the kinds of activity you name.',
  request: 'POST /admins/activity_logs/search',
  since: '2.16',
  // Pages are counted in the body, unlike in the other searches.
  paging: { style: 'page', items: 'activity_logs', max: 250 },
  slices: { after: 'created_at_after', before: 'created_at_before', longest: 5 * 86_400 },
});
