import { action } from '../../action';
import type { Audience, CreateAudienceInput } from '../../types';

export const process = action<CreateAudienceInput, Audience>({
  title: 'Create an audience',
  description: 'Defines a group of contacts for whom Fin uses content, and returns it.',
  request: 'POST /audiences',
  since: '2.16',
});
