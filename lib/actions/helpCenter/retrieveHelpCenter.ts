import { action } from '../../action';
import type { HelpCenter, RetrieveHelpCenterInput } from '../../types';

export const process = action<RetrieveHelpCenterInput, HelpCenter>({
  title: 'Retrieve a help center',
  description: 'Returns one help center with its web address and whether it is live.',
  request: 'GET /help_center/help_centers/{help_center_id}',
});
