import { action } from '../../action';
import type { ConversationAttribute, UpdateConversationAttributeInput } from '../../types';

export const process = action<UpdateConversationAttributeInput, ConversationAttribute>({
  title: 'Update a conversation attribute',
  description: 'Changes a conversation attribute and returns it. Options of a list have actions of their own.',
  request: 'PUT /conversations/attributes/{attribute_id}',
  since: '2.16',
});
