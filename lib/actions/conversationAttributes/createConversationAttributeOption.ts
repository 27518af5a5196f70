import { action } from '../../action';
import type { ConversationAttribute, CreateConversationAttributeOptionInput } from '../../types';

export const process = action<CreateConversationAttributeOptionInput, ConversationAttribute>({
  title: 'Create a conversation attribute option',
  description: 'Adds an option to a conversation attribute that is a list, and returns the whole attribute.',
  request: 'POST /conversations/attributes/{attribute_id}/options',
  since: '2.16',
});
