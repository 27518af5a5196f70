import { process as retrieveConversation } from '../actions/conversations/retrieveConversation';
import { polling } from '../polling';
import { conversationParts, partFields } from '../sources/conversationParts';

export const process = polling({
  title: 'New conversation parts',
  description:
    'Starts the flow once for each reply, note or event in a conversation since the last run. One call for each conversation that changed.',
  source: conversationParts(retrieveConversation.operation),
  fields: partFields,
});
