import { action } from '../../action';
import type { ListContactSegmentsInput, ListContactSegmentsOutput } from '../../types';

export const process = action<ListContactSegmentsInput, ListContactSegmentsOutput>({
  title: 'List the segments of a contact',
  description: 'Lists the segments that a contact falls into.',
  request: 'GET /contacts/{contact_id}/segments',
  paging: { style: 'single', items: 'data' },
});
