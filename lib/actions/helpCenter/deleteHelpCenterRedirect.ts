import { action } from '../../action';
import type { DeleteHelpCenterRedirectInput, DeleteHelpCenterRedirectOutput } from '../../types';

export const process = action<DeleteHelpCenterRedirectInput, DeleteHelpCenterRedirectOutput>({
  title: 'Delete a help center redirect',
  description: 'Deletes a redirect and confirms it; its old web address leads nowhere from then on.',
  request: 'DELETE /help_center/help_centers/{help_center_id}/redirects/{redirect_id}',
  since: '2.16',
});
