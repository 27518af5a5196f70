import { action } from '../../action';
import type { FinVoiceCall, RetrieveFinVoiceCallByPhoneNumberInput } from '../../types';

export const process = action<RetrieveFinVoiceCallByPhoneNumberInput, FinVoiceCall>({
  title: 'Retrieve a Fin Voice call by phone number',
  description: 'Returns the latest Fin Voice call from a number; 404 where there was none, or none that was matched.',
  request: 'GET /fin_voice/phone_number/{phone_number}',
  since: '2.15',
});
