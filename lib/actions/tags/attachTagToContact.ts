import { action } from '../../action';
import type { AttachTagToContactInput, Tag } from '../../types';

export const process = action<AttachTagToContactInput, Tag>({
  title: 'Tag a contact',
  description: 'Adds an existing tag to a contact and returns that tag.',
  request: 'POST /contacts/{contact_id}/tags',
  rename: { tag_id: 'id' },
});
