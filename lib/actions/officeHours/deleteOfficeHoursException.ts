import { action } from '../../action';
import type { DeleteOfficeHoursExceptionInput, DeleteOfficeHoursExceptionOutput } from '../../types';

export const process = action<DeleteOfficeHoursExceptionInput, DeleteOfficeHoursExceptionOutput>({
  title: 'Delete an office hours exception',
  description: 'Deletes an exception, so that the usual hours of the schedule hold again on that day.',
  request:
    'DELETE /office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{office_hours_exception_id}',
  since: '2.16',
});
