import { action } from '../../action';
import type { ListConversationAttributesInput, ListConversationAttributesOutput } from '../../types';

export const process = action<ListConversationAttributesInput, ListConversationAttributesOutput>({
  title: 'List conversation attributes',
  description: 'Returns the attributes that the workspace defined for its conversations.',
  request: 'GET /conversations/attributes',
  since: '2.16',
  paging: { style: 'single', items: 'data' },
});
