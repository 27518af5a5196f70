import { action } from '../../action';
import type { Conversation, DetachContactFromConversationInput } from '../../types';

export const process = action<DetachContactFromConversationInput, Conversation>({
  title: 'Remove a contact from a conversation',
  description: 'Takes a contact out of a group conversation and returns the conversation.',
  request: 'DELETE /conversations/{conversation_id}/customers/{contact_id}',
});
