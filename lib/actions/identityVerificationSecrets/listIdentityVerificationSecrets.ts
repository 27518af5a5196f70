import { action } from '../../action';
import type { ListIdentityVerificationSecretsInput, ListIdentityVerificationSecretsOutput } from '../../types';

export const process = action<ListIdentityVerificationSecretsInput, ListIdentityVerificationSecretsOutput>({
  title: 'List identity verification secrets',
  description: 'Lists the secrets for signing who is using the Messenger, without their keys.',
  request: 'GET /secure_mode_secrets',
  since: 'Preview',
  paging: { style: 'single', items: 'data' },
});
