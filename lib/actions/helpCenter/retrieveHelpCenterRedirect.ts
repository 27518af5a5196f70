import { action } from '../../action';
import type { HelpCenterRedirect, RetrieveHelpCenterRedirectInput } from '../../types';

export const process = action<RetrieveHelpCenterRedirectInput, HelpCenterRedirect>({
  title: 'Retrieve a help center redirect',
  description: 'Returns one redirect: the old web address and what it leads to.',
  request: 'GET /help_center/help_centers/{help_center_id}/redirects/{redirect_id}',
  since: '2.16',
});
