import { action } from '../../action';
import type { ListAdminsInput, ListAdminsOutput } from '../../types';

export const process = action<ListAdminsInput, ListAdminsOutput>({
  title: 'List admins',
  description: 'Returns all admins of the workspace, with their teams and whether they are away.',
  request: 'GET /admins',
  paging: { style: 'single', items: 'admins' },
});
