import { action } from '../../action';
import type { OfficeHoursSchedule, UpdateOfficeHoursScheduleInput } from '../../types';

export const process = action<UpdateOfficeHoursScheduleInput, OfficeHoursSchedule>({
  title: 'Update an office hours schedule',
  description: 'Changes name, time zone or hours of an office hours schedule and returns it.',
  request: 'PUT /office_hours_schedules/{office_hours_schedule_id}',
  since: '2.16',
});
