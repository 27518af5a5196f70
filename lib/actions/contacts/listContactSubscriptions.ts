import { action } from '../../action';
import type { ListContactSubscriptionsInput, ListContactSubscriptionsOutput } from '../../types';

export const process = action<ListContactSubscriptionsInput, ListContactSubscriptionsOutput>({
  title: 'List the subscriptions of a contact',
  description:
    'Lists the subscription types that a contact has opted in to or out of; consent_type tells which of the two.',
  request: 'GET /contacts/{contact_id}/subscriptions',
  paging: { style: 'single', items: 'data' },
});
