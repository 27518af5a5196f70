import { process as retrieveCall } from '../actions/calls/retrieveCall';
import { webhook } from '../webhook';

export const process = webhook({
  title: 'Call ended',
  description: 'Starts the flow the moment a telephone call that was answered is over.',
  topics: ['call.ended'],
  refetch: { call: retrieveCall.operation },
});
