import { polling, search } from '../polling';

export const process = polling({
  title: 'Updated conversations',
  description:
    'Starts the flow for each conversation that was opened or changed since the last run: a reply, a note, an assignment, another state.',
  source: search('/conversations/search', { items: ['conversations', 'data'], stamp: 'updated_at', each: 'change' }),
});
