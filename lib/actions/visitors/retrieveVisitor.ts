import { action } from '../../action';
import type { RetrieveVisitorInput, Visitor } from '../../types';

export const process = action<RetrieveVisitorInput, Visitor>({
  title: 'Retrieve a visitor',
  description: 'Fetches one visitor by the id that Intercom gave it; Intercom withdrew this after version 2.10.',
  request: 'GET /visitors/{visitor_id}',
  until: '2.10',
});
