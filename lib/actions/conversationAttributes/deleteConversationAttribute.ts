import { action } from '../../action';
import type { ConversationAttribute, DeleteConversationAttributeInput } from '../../types';

export const process = action<DeleteConversationAttributeInput, ConversationAttribute>({
  title: 'Delete a conversation attribute',
  description: 'Archives a conversation attribute, so that it is out of use but not lost, and returns it.',
  request: 'DELETE /conversations/attributes/{attribute_id}',
  since: '2.16',
});
