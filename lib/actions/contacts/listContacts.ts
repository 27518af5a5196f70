import { action } from '../../action';
import type { ListContactsInput, ListContactsOutput } from '../../types';

export const process = action<ListContactsInput, ListContactsOutput>({
  title: 'List contacts',
  description: 'Lists all users and leads of the workspace except archived and merged ones.',
  request: 'GET /contacts',
  paging: { style: 'cursor', items: 'data', max: 150 },
});
