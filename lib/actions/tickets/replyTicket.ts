import { action } from '../../action';
import type { ReplyTicketInput, TicketPart } from '../../types';

export const process = action<ReplyTicketInput, TicketPart>({
  title: 'Reply to a ticket',
  description:
    'Adds a reply by a teammate or a contact, a note, or buttons to choose from, and returns that entry of the history.',
  request: 'POST /tickets/{ticket_id}/reply',
  since: '2.9',
  takesFiles: ['files', 'urls'],
});
