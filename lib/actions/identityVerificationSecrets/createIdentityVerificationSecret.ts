import { action } from '../../action';
import type { CreateIdentityVerificationSecretInput, CreateIdentityVerificationSecretOutput } from '../../types';

export const process = action<CreateIdentityVerificationSecretInput, CreateIdentityVerificationSecretOutput>({
  title: 'Create an identity verification secret',
  description:
    'Makes a new secret for signing who is using the Messenger. Its key is in this answer and in none after it: store it at once, and let no later step log it.',
  request: 'POST /secure_mode_secrets',
  since: 'Preview',
});
