import { action } from '../../action';
import type { Call, RetrieveCallInput } from '../../types';

export const process = action<RetrieveCallInput, Call>({
  title: 'Retrieve a call',
  description: 'Returns a phone call: who spoke with whom, when, and where recording and transcript are.',
  request: 'GET /calls/{call_id}',
  since: '2.14',
});
