import { action } from '../../action';
import type { Conversation, ManageConversationInput } from '../../types';

export const process = action<ManageConversationInput, Conversation>({
  title: 'Manage a conversation',
  description: 'Closes, snoozes, opens or assigns a conversation and returns it.',
  request: 'POST /conversations/{conversation_id}/parts',
});
