import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Conversation rated',
  description: 'Starts the flow the moment a contact rates a conversation.',
  topics: ['conversation.rating.added'],
  refetch: { conversation: retrieveConversation.operation },
});
