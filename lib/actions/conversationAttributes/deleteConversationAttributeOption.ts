import { action } from '../../action';
import type { ConversationAttribute, DeleteConversationAttributeOptionInput } from '../../types';

export const process = action<DeleteConversationAttributeOptionInput, ConversationAttribute>({
  title: 'Delete a conversation attribute option',
  description: 'Archives an option of a conversation attribute that is a list, and returns the whole attribute.',
  request: 'DELETE /conversations/attributes/{attribute_id}/options/{option_id}',
  since: '2.16',
});
