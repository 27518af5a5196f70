import { action } from '../../action';
import type { CreateOfficeHoursScheduleInput, OfficeHoursSchedule } from '../../types';

export const process = action<CreateOfficeHoursScheduleInput, OfficeHoursSchedule>({
  title: 'Create an office hours schedule',
  description: 'Adds an office hours schedule to the workspace and returns it.',
  request: 'POST /office_hours_schedules',
  since: '2.16',
});
