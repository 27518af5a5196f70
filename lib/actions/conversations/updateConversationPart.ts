import { action } from '../../action';
import type { ConversationPart, UpdateConversationPartInput } from '../../types';

export const process = action<UpdateConversationPartInput, ConversationPart>({
  title: 'Update a conversation part',
  description:
    'Reports how the delivery of an external reply went, or marks a part as seen, and returns the part. Exists only in API version Preview.',
  request: 'PUT /conversations/{conversation_id}/conversation_parts/{conversation_part_id}',
  since: 'Preview',
});
