import { action } from '../../action';
import type { AdminWithApp, IdentifyAdminInput } from '../../types';

export const process = action<IdentifyAdminInput, AdminWithApp>({
  title: 'Identify the token owner',
  description:
    'Tells which admin and which workspace the access token belongs to, with region and time zone. A cheap test of a credential.',
  request: 'GET /me',
});
