import { action } from '../../action';
import type { Admin, SetAdminAwayInput } from '../../types';

export const process = action<SetAdminAwayInput, Admin>({
  title: 'Set an admin away or back',
  description: 'Marks an admin as away or as back, and returns the admin.',
  request: 'PUT /admins/{admin_id}/away',
});
