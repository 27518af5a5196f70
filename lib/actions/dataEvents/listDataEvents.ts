import { action } from '../../action';
import type { ListDataEventsInput, ListDataEventsOutput } from '../../types';

export const process = action<ListDataEventsInput, ListDataEventsOutput>({
  title: 'List data events',
  description: 'Lists what one contact did in the last 90 days, or with summary how often it did each thing.',
  request: 'GET /events',
  unfold: ['filter'],
  paging: { style: 'nextUrl', items: 'events' },
});
