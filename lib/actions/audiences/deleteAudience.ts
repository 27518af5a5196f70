import { action } from '../../action';
import type { DeleteAudienceInput, DeleteAudienceOutput } from '../../types';

export const process = action<DeleteAudienceInput, DeleteAudienceOutput>({
  title: 'Delete an audience',
  description: 'Deletes an audience, by its id.',
  request: 'DELETE /audiences/{audience_id}',
  since: '2.16',
  empty: 'deleted',
});
