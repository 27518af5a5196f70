import { polling, search } from '../polling';

export const process = polling({
  title: 'Closed conversations',
  description:
    'Starts the flow for each conversation that was closed since the last run, and again when it is closed anew.',
  source: search('/conversations/search', {
    items: ['conversations', 'data'],
    stamp: 'statistics.last_close_at',
    each: 'occurrence',
  }),
});
