import { action } from '../../action';
import type { OfficeHoursException, UpdateOfficeHoursExceptionInput } from '../../types';

export const process = action<UpdateOfficeHoursExceptionInput, OfficeHoursException>({
  title: 'Update an office hours exception',
  description: 'Changes an exception of an office hours schedule and returns it.',
  request: 'PUT /office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{office_hours_exception_id}',
  since: '2.16',
});
