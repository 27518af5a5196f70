import { action } from '../../action';
import type { OfficeHoursException, RetrieveOfficeHoursExceptionInput } from '../../types';

export const process = action<RetrieveOfficeHoursExceptionInput, OfficeHoursException>({
  title: 'Retrieve an office hours exception',
  description: 'Returns one exception of an office hours schedule.',
  request: 'GET /office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{office_hours_exception_id}',
  since: '2.16',
});
