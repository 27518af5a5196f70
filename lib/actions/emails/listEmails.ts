import { action } from '../../action';
import type { ListEmailsInput, ListEmailsOutput } from '../../types';

export const process = action<ListEmailsInput, ListEmailsOutput>({
  title: 'List e-mail addresses',
  description: 'Lists the addresses from which the workspace sends e-mail, with their settings.',
  request: 'GET /emails',
  since: '2.15',
  paging: { style: 'single', items: 'data' },
});
