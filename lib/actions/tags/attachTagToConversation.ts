import { action } from '../../action';
import type { AttachTagToConversationInput, Tag } from '../../types';

export const process = action<AttachTagToConversationInput, Tag>({
  title: 'Tag a conversation',
  description: 'Adds an existing tag to a conversation and returns that tag.',
  request: 'POST /conversations/{conversation_id}/tags',
  rename: { tag_id: 'id' },
});
