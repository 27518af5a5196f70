import { action } from '../../action';
import type { ListOfficeHoursSchedulesInput, ListOfficeHoursSchedulesOutput } from '../../types';

export const process = action<ListOfficeHoursSchedulesInput, ListOfficeHoursSchedulesOutput>({
  title: 'List office hours schedules',
  description: 'Returns all office hours schedules of the workspace.',
  request: 'GET /office_hours_schedules',
  since: '2.16',
  paging: { style: 'single', items: 'data' },
});
