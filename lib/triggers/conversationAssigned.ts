import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Conversation assigned',
  description: 'Starts the flow the moment a conversation is assigned to a teammate or a team.',
  topics: ['conversation.admin.assigned', 'conversation.admin.open.assigned'],
  refetch: { conversation: retrieveConversation.operation },
});
