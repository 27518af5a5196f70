import { action } from '../../action';
import type { DeleteOfficeHoursScheduleInput, DeleteOfficeHoursScheduleOutput } from '../../types';

export const process = action<DeleteOfficeHoursScheduleInput, DeleteOfficeHoursScheduleOutput>({
  title: 'Delete an office hours schedule',
  description: 'Deletes an office hours schedule, by its id.',
  request: 'DELETE /office_hours_schedules/{office_hours_schedule_id}',
  since: '2.16',
});
