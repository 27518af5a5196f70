import { action } from '../../action';
import type { ListSideConversationsInput, ListSideConversationsOutput } from '../../types';

export const process = action<ListSideConversationsInput, ListSideConversationsOutput>({
  title: 'List the side conversations of a conversation',
  description: 'Returns the side conversations that teammates opened beside a conversation, with their messages.',
  request: 'GET /conversations/{conversation_id}/side_conversations',
  since: '2.16',
  paging: { style: 'page', items: 'side_conversations', max: 50 },
});
