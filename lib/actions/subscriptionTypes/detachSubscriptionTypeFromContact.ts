import { action } from '../../action';
import type { DetachSubscriptionTypeFromContactInput, SubscriptionType } from '../../types';

export const process = action<DetachSubscriptionTypeFromContactInput, SubscriptionType>({
  title: 'Unsubscribe a contact',
  description: 'Withdraws what was recorded between a contact and a subscription type, and returns that type.',
  request: 'DELETE /contacts/{contact_id}/subscriptions/{subscription_id}',
});
