import { action } from '../../action';
import type { DeleteIdentityVerificationSecretInput, DeleteIdentityVerificationSecretOutput } from '../../types';

export const process = action<DeleteIdentityVerificationSecretInput, DeleteIdentityVerificationSecretOutput>({
  title: 'Delete an identity verification secret',
  description: 'Deletes a secret; people whose signatures were made with it are no longer recognised.',
  request: 'DELETE /secure_mode_secrets/{secret_id}',
  since: 'Preview',
  empty: 'deleted',
});
