import { process as listCalls } from '../actions/calls/listCalls';
import { polling } from '../polling';
import { list } from '../sources/list';
import { secondsAt } from '../sources/record';

export const process = polling({
  title: 'New calls',
  description: 'Starts the flow once for each telephone call since the last run.',
  source: list(listCalls.operation, {
    stamp: 'created_at',
    each: 'occurrence',
    // Intercom's reference lets `created_at` be null; should it come later, the call is no other one.
    identify: (record) => ({
      id: String(record.id),
      stamp: secondsAt(record, 'created_at') ?? secondsAt(record, 'initiated_at'),
      version: () => 'call',
    }),
    latestFirst: true,
  }),
});
