import { action } from '../../action';
import type { AttachContactToConversationInput, Conversation } from '../../types';

export const process = action<AttachContactToConversationInput, Conversation>({
  title: 'Add a contact to a conversation',
  description:
    'Brings a contact into a conversation, in the name of a teammate or of another contact, and returns the conversation.',
  request: 'POST /conversations/{conversation_id}/customers',
});
