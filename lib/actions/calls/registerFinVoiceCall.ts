import { action } from '../../action';
import type { FinVoiceCall, RegisterFinVoiceCallInput } from '../../types';

export const process = action<RegisterFinVoiceCallInput, FinVoiceCall>({
  title: 'Register a Fin Voice call',
  description:
    'Announces a call that a telephone provider hands to Fin Voice, so that Intercom can match the two. Returns the registered call.',
  request: 'POST /fin_voice/register',
  since: '2.15',
});
