import { action } from '../../action';
import type { ConversationAttribute, UpdateConversationAttributeOptionInput } from '../../types';

export const process = action<UpdateConversationAttributeOptionInput, ConversationAttribute>({
  title: 'Update a conversation attribute option',
  description: 'Renames an option of a conversation attribute that is a list, and returns the whole attribute.',
  request: 'PUT /conversations/attributes/{attribute_id}/options/{option_id}',
  since: '2.16',
});
