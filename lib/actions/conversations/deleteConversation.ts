import { action } from '../../action';
import type { DeleteConversationInput, DeleteConversationOutput } from '../../types';

export const process = action<DeleteConversationInput, DeleteConversationOutput>({
  title: 'Delete a conversation',
  description: 'Deletes a conversation for good, with or without its figures in the reports, and confirms it.',
  request: 'DELETE /conversations/{conversation_id}',
  query: ['retain_metrics'],
  since: '2.13',
});
