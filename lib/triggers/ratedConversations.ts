import { polling } from '../polling';
import { ratedConversations } from '../sources/ratedConversations';

export const process = polling({
  title: 'Rated conversations',
  description:
    'Starts the flow for each conversation that a contact rated since the last run, and again when the rating changes.',
  source: ratedConversations(),
});
