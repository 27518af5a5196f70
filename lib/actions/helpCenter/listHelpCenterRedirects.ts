import { action } from '../../action';
import type { ListHelpCenterRedirectsInput, ListHelpCenterRedirectsOutput } from '../../types';

export const process = action<ListHelpCenterRedirectsInput, ListHelpCenterRedirectsOutput>({
  title: 'List help center redirects',
  description: 'Lists the old web addresses that a help center leads to articles and collections.',
  request: 'GET /help_center/help_centers/{help_center_id}/redirects',
  since: '2.16',
  paging: { style: 'page', items: 'data', max: 250 },
});
