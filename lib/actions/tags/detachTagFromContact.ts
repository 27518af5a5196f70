import { action } from '../../action';
import type { DetachTagFromContactInput, Tag } from '../../types';

export const process = action<DetachTagFromContactInput, Tag>({
  title: 'Untag a contact',
  description: 'Takes a tag off a contact and returns that tag; the tag itself stays in the workspace.',
  request: 'DELETE /contacts/{contact_id}/tags/{tag_id}',
});
