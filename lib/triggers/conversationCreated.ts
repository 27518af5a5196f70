import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Conversation created',
  description: 'Starts the flow the moment a conversation begins, whoever writes first.',
  topics: ['conversation.user.created', 'conversation.admin.single.created'],
  refetch: { conversation: retrieveConversation.operation },
});
