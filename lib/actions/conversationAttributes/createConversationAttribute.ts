import { action } from '../../action';
import type { ConversationAttribute, CreateConversationAttributeInput } from '../../types';

export const process = action<CreateConversationAttributeInput, ConversationAttribute>({
  title: 'Create a conversation attribute',
  description: 'Adds an attribute to the conversations of the workspace and returns it.',
  request: 'POST /conversations/attributes',
  since: '2.16',
});
