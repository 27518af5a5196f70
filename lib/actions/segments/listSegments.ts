import { action } from '../../action';
import type { ListSegmentsInput, ListSegmentsOutput } from '../../types';

export const process = action<ListSegmentsInput, ListSegmentsOutput>({
  title: 'List segments',
  description: 'Lists all segments of the workspace, on request with the number of their members.',
  request: 'GET /segments',
  paging: { style: 'single', items: 'segments' },
});
