import { action } from '../../action';
import type { DismissContactBannerInput, DismissContactBannerOutput } from '../../types';

export const process = action<DismissContactBannerInput, DismissContactBannerOutput>({
  title: 'Dismiss a banner',
  description:
    'Closes a banner for a contact, in the Messenger as well as elsewhere; one that is closed already stays so.',
  request: 'POST /contacts/{contact_id}/banners/{view_id}/dismiss',
  since: '2.16',
});
