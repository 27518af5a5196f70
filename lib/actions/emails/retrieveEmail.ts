import { action } from '../../action';
import type { EmailSetting, RetrieveEmailInput } from '../../types';

export const process = action<RetrieveEmailInput, EmailSetting>({
  title: 'Retrieve an e-mail address',
  description: 'Returns an address from which the workspace sends e-mail, with its settings.',
  request: 'GET /emails/{email_id}',
  since: '2.15',
});
