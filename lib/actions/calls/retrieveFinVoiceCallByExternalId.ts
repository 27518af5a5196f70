import { action } from '../../action';
import type { FinVoiceCall, RetrieveFinVoiceCallByExternalIdInput } from '../../types';

export const process = action<RetrieveFinVoiceCallByExternalIdInput, FinVoiceCall>({
  title: 'Retrieve a Fin Voice call by external id',
  description: 'Returns a Fin Voice call by the id that the telephone provider gave it.',
  request: 'GET /fin_voice/external_id/{external_id}',
  since: '2.15',
});
