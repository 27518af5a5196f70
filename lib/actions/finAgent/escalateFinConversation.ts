import { action } from '../../action';
import type { EscalateFinConversationInput, EscalateFinConversationOutput } from '../../types';

export const process = action<EscalateFinConversationInput, EscalateFinConversationOutput>({
  title: 'Escalate a Fin conversation',
  description:
    'Hands a conversation from Fin to human teammates, or opens one for a person and hands it over. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/escalate',
  since: 'Preview',
});
