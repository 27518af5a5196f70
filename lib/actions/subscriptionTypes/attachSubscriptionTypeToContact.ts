import { action } from '../../action';
import type { AttachSubscriptionTypeToContactInput, SubscriptionType } from '../../types';

export const process = action<AttachSubscriptionTypeToContactInput, SubscriptionType>({
  title: 'Subscribe a contact',
  description: 'Records that a contact agreed to a subscription type or declined it, and returns that type.',
  request: 'POST /contacts/{contact_id}/subscriptions',
  rename: { subscription_id: 'id' },
});
