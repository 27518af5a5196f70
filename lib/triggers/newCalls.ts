import { process as listCalls } from '../actions/calls/listCalls';
import { polling } from '../polling';
import { list } from '../sources/list';

export const process = polling({
  title: 'New calls',
  description: 'Starts the flow once for each telephone call since the last run.',
  source: list(listCalls.operation, { stamp: 'created_at', each: 'occurrence', latestFirst: true }),
});
