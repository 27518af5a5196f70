import { action } from '../../action';
import type { ListSubscriptionTypesInput, ListSubscriptionTypesOutput } from '../../types';

export const process = action<ListSubscriptionTypesInput, ListSubscriptionTypesOutput>({
  title: 'List subscription types',
  description: 'Lists the topics of messages that contacts can opt in to or out of.',
  request: 'GET /subscription_types',
  paging: { style: 'single', items: 'data' },
});
