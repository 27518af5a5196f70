import { action } from '../../action';
import type { Conversation, UpdateConversationInput } from '../../types';

export const process = action<UpdateConversationInput, Conversation>({
  title: 'Update a conversation',
  description: 'Changes title, attributes, company or read state of a conversation and returns it.',
  request: 'PUT /conversations/{conversation_id}',
  attributes: 'conversation',
  query: ['display_as'],
});
