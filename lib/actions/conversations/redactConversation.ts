import { action } from '../../action';
import type { Conversation, RedactConversationInput } from '../../types';

export const process = action<RedactConversationInput, Conversation>({
  title: 'Redact a conversation',
  description:
    'Erases the text of one part or of the first message of a conversation for good and returns the conversation.',
  request: 'POST /conversations/redact',
});
