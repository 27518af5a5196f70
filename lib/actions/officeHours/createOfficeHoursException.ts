import { action } from '../../action';
import type { CreateOfficeHoursExceptionInput, OfficeHoursException } from '../../types';

export const process = action<CreateOfficeHoursExceptionInput, OfficeHoursException>({
  title: 'Create an office hours exception',
  description: 'Adds a day with other hours, or none, to an office hours schedule and returns it.',
  request: 'POST /office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions',
  since: '2.16',
});
