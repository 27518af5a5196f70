import { action } from '../../action';
import type { RetrieveSegmentInput, Segment } from '../../types';

export const process = action<RetrieveSegmentInput, Segment>({
  title: 'Retrieve a segment',
  description: 'Fetches one segment by its id, without its members.',
  request: 'GET /segments/{segment_id}',
});
