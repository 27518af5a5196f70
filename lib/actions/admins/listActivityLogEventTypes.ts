import { action } from '../../action';
import type { ListActivityLogEventTypesInput, ListActivityLogEventTypesOutput } from '../../types';

export const process = action<ListActivityLogEventTypesInput, ListActivityLogEventTypesOutput>({
  title: 'List activity log event types',
  description: 'Returns the names of all kinds of activity that the log can hold, to filter a search of the log by.',
  request: 'GET /admins/activity_log_event_types',
  since: '2.16',
  // No paging: the list holds bare names, and a message of its own takes an object.
});
