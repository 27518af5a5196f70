import { action } from '../../action';
import type { RetrieveVisitorByUserIdInput, Visitor } from '../../types';

export const process = action<RetrieveVisitorByUserIdInput, Visitor>({
  title: 'Retrieve a visitor by user id',
  description: 'Fetches one visitor by the id that the Messenger drew for the browser.',
  request: 'GET /visitors',
});
