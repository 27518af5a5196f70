import { action } from '../../action';
import type { ConversationAttribute, RetrieveConversationAttributeInput } from '../../types';

export const process = action<RetrieveConversationAttributeInput, ConversationAttribute>({
  title: 'Retrieve a conversation attribute',
  description: 'Returns one conversation attribute, with its options where it is a list.',
  request: 'GET /conversations/attributes/{attribute_id}',
  since: '2.16',
});
