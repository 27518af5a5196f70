import { action } from '../../action';
import type { ListOfficeHoursExceptionsInput, ListOfficeHoursExceptionsOutput } from '../../types';

export const process = action<ListOfficeHoursExceptionsInput, ListOfficeHoursExceptionsOutput>({
  title: 'List office hours exceptions',
  description: 'Returns all exceptions of an office hours schedule.',
  request: 'GET /office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions',
  since: '2.16',
  paging: { style: 'single', items: 'data' },
});
