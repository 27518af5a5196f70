import { action } from '../../action';
import type { Conversation, UnlinkConversationFromTicketInput } from '../../types';

export const process = action<UnlinkConversationFromTicketInput, Conversation>({
  title: 'Unlink a conversation from a ticket',
  description:
    'Takes a conversation, or a Customer ticket, out of those that a Tracker ticket gathers, and returns the conversation.',
  request: 'DELETE /tickets/{ticket_id}/linked_conversations/{conversation_id}',
  since: '2.16',
});
