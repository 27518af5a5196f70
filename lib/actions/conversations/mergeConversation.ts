import { action } from '../../action';
import type { Conversation, MergeConversationInput } from '../../types';

export const process = action<MergeConversationInput, Conversation>({
  title: 'Merge a conversation',
  description: 'Merges a conversation into another one and returns the one that goes on.',
  request: 'POST /conversations/{conversation_id}/merge',
  since: '2.16',
});
