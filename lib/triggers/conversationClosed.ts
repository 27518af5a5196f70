import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Conversation closed',
  description: 'Starts the flow the moment a conversation is closed.',
  topics: ['conversation.admin.closed'],
  refetch: { conversation: retrieveConversation.operation },
});
