import { action } from '../../action';
import type { Audience, RetrieveAudienceInput } from '../../types';

export const process = action<RetrieveAudienceInput, Audience>({
  title: 'Retrieve an audience',
  description: 'Returns one audience with its conditions.',
  request: 'GET /audiences/{audience_id}',
  since: '2.16',
});
