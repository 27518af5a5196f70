import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Conversation replied to',
  description:
    'Starts the flow the moment a contact, a teammate or a bot replies. A flow that replies itself should listen to conversation.user.replied only.',
  topics: ['conversation.user.replied', 'conversation.admin.replied', 'conversation.operator.replied'],
  refetch: { conversation: retrieveConversation.operation },
});
