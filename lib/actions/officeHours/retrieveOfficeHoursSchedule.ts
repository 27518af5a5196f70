import { action } from '../../action';
import type { OfficeHoursSchedule, RetrieveOfficeHoursScheduleInput } from '../../types';

export const process = action<RetrieveOfficeHoursScheduleInput, OfficeHoursSchedule>({
  title: 'Retrieve an office hours schedule',
  description: 'Returns one office hours schedule.',
  request: 'GET /office_hours_schedules/{office_hours_schedule_id}',
  since: '2.16',
});
