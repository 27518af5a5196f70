import { action } from '../../action';
import type { Conversation, RetrieveConversationInput } from '../../types';

export const process = action<RetrieveConversationInput, Conversation>({
  title: 'Retrieve a conversation',
  description: 'Returns a conversation with its parts, the newest 500 at most.',
  request: 'GET /conversations/{conversation_id}',
  holdsFiles: true,
});
