import { polling, search } from '../polling';

export const process = polling({
  title: 'New conversations',
  description: 'Starts the flow once for each conversation that was opened since the last run, oldest first.',
  source: search('/conversations/search', {
    items: ['conversations', 'data'],
    stamp: 'created_at',
    each: 'occurrence',
  }),
});
