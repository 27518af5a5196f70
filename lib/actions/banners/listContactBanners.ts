import { action } from '../../action';
import type { ListContactBannersInput, ListContactBannersOutput } from '../../types';

export const process = action<ListContactBannersInput, ListContactBannersOutput>({
  title: 'List the banners of a contact',
  description:
    'Lists the banners that are meant for a contact now. Intercom counts each of them as shown, so ask only when they are about to be shown.',
  request: 'GET /contacts/{contact_id}/banners',
  since: '2.16',
  paging: { style: 'single', items: 'data' },
});
