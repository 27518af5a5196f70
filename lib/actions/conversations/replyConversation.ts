import { action } from '../../action';
import type { Conversation, ReplyConversationInput } from '../../types';

export const process = action<ReplyConversationInput, Conversation>({
  title: 'Reply to a conversation',
  description:
    'Adds a reply by a teammate or a contact, a note, or buttons to choose from, and returns the conversation.',
  request: 'POST /conversations/{conversation_id}/reply',
  takesFiles: ['files', 'urls'],
});
