import { action } from '../../action';
import type { Conversation, LinkConversationToTicketInput } from '../../types';

export const process = action<LinkConversationToTicketInput, Conversation>({
  title: 'Link a conversation to a ticket',
  description:
    'Adds a conversation, or a Customer ticket, to those that a Tracker ticket gathers, 2500 at most, and returns the conversation.',
  request: 'POST /tickets/{ticket_id}/linked_conversations',
  since: '2.16',
});
