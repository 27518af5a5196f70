import { action } from '../../action';
import type { CreateHelpCenterRedirectInput, HelpCenterRedirect } from '../../types';

export const process = action<CreateHelpCenterRedirectInput, HelpCenterRedirect>({
  title: 'Create a help center redirect',
  description:
    'Leads an old web address of a help center to an article or a collection, and returns the redirect. An address that has one already is refused with 409.',
  request: 'POST /help_center/help_centers/{help_center_id}/redirects',
  since: '2.16',
});
