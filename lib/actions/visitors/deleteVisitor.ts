import { action } from '../../action';
import type { DeleteVisitorInput, Visitor } from '../../types';

export const process = action<DeleteVisitorInput, Visitor>({
  title: 'Delete a visitor',
  description: 'Deletes a visitor and returns what it was; Intercom withdrew this after version 2.10.',
  request: 'DELETE /visitors/{visitor_id}',
  until: '2.10',
});
