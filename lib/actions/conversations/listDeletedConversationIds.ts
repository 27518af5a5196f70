import { action } from '../../action';
import type { ListDeletedConversationIdsInput, ListDeletedConversationIdsOutput } from '../../types';

export const process = action<ListDeletedConversationIdsInput, ListDeletedConversationIdsOutput>({
  title: 'List deleted conversations',
  description: 'Returns the ids of deleted conversations, when each was deleted, and whether its figures were kept.',
  request: 'GET /conversations/deleted',
  since: '2.16',
  paging: { style: 'nextUrl', items: 'conversations', max: 60 },
});
