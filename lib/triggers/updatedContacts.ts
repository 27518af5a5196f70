import { polling, search } from '../polling';

export const process = polling({
  title: 'Updated contacts',
  description: 'Starts the flow for each contact, user or lead, that was created or changed since the last run.',
  source: search('/contacts/search', { items: 'data', stamp: 'updated_at', each: 'change', granularity: 'day' }),
});
