import { action } from '../../action';
import type { FinVoiceCall, RetrieveFinVoiceCallInput } from '../../types';

export const process = action<RetrieveFinVoiceCallInput, FinVoiceCall>({
  title: 'Retrieve a Fin Voice call',
  description: 'Returns a Fin Voice call by the number that it got at registration.',
  request: 'GET /fin_voice/collect/{call_id}',
  since: '2.15',
});
