import { action } from '../../action';
import type { ListConversationsInput, ListConversationsOutput } from '../../types';

export const process = action<ListConversationsInput, ListConversationsOutput>({
  title: 'List conversations',
  description: 'Returns the conversations of the workspace, without their parts.',
  request: 'GET /conversations',
  // Up to 2.12 Intercom describes the list under `data`, its answers have it under `conversations`.
  paging: { style: 'cursor', items: ['conversations', 'data'], max: 150 },
});
