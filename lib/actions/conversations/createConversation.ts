import { action } from '../../action';
import type { CreateConversationInput, Message } from '../../types';

export const process = action<CreateConversationInput, Message>({
  title: 'Create a conversation',
  description:
    'Begins a conversation with a message from a contact. Returns the message, whose conversation_id names the new conversation.',
  request: 'POST /conversations',
  takesFiles: ['urls'],
});
