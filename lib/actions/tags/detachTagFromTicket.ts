import { action } from '../../action';
import type { DetachTagFromTicketInput, Tag } from '../../types';

export const process = action<DetachTagFromTicketInput, Tag>({
  title: 'Untag a ticket',
  description: 'Takes a tag off a ticket and returns that tag; the tag itself stays in the workspace.',
  request: 'DELETE /tickets/{ticket_id}/tags/{tag_id}',
  since: '2.10',
});
