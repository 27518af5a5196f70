import { action } from '../../action';
import type { Admin, RetrieveAdminInput } from '../../types';

export const process = action<RetrieveAdminInput, Admin>({
  title: 'Retrieve an admin',
  description: 'Returns one admin with teams, role and whether they are away.',
  request: 'GET /admins/{admin_id}',
});
