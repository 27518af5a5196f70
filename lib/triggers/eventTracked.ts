import { webhook } from '../webhook';

export const process = webhook({
  title: 'Event tracked',
  description: 'Starts the flow the moment your product tells Intercom of something that a contact did.',
  topics: ['event.created'],
  refetch: {},
});
