import { action } from '../../action';
import type { AttachTagToTicketInput, Tag } from '../../types';

export const process = action<AttachTagToTicketInput, Tag>({
  title: 'Tag a ticket',
  description: 'Adds an existing tag to a ticket and returns that tag.',
  request: 'POST /tickets/{ticket_id}/tags',
  rename: { tag_id: 'id' },
  since: '2.10',
});
