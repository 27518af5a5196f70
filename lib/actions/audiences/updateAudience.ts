import { action } from '../../action';
import type { Audience, UpdateAudienceInput } from '../../types';

export const process = action<UpdateAudienceInput, Audience>({
  title: 'Update an audience',
  description: 'Changes the name or the conditions of an audience and returns it; what is left out stays.',
  request: 'PUT /audiences/{audience_id}',
  since: '2.16',
});
