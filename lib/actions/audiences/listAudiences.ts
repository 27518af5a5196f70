import { action } from '../../action';
import type { ListAudiencesInput, ListAudiencesOutput } from '../../types';

export const process = action<ListAudiencesInput, ListAudiencesOutput>({
  title: 'List audiences',
  description: 'Lists the groups of contacts for whom Fin uses content, with their conditions.',
  request: 'GET /audiences',
  since: '2.16',
  paging: { style: 'page', items: 'data', max: 50 },
});
