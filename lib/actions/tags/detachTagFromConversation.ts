import { action } from '../../action';
import type { DetachTagFromConversationInput, Tag } from '../../types';

export const process = action<DetachTagFromConversationInput, Tag>({
  title: 'Untag a conversation',
  description: 'Takes a tag off a conversation and returns that tag; the tag itself stays in the workspace.',
  request: 'DELETE /conversations/{conversation_id}/tags/{tag_id}',
});
