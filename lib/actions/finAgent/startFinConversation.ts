import { action } from '../../action';
import type { FinSession, StartFinConversationInput } from '../../types';

export const process = action<StartFinConversationInput, FinSession>({
  title: 'Start a Fin conversation',
  description:
    'Hands a conversation to Fin, which answers through events until its status is complete. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/start',
  since: '2.14',
});
