import { action } from '../../action';
import type { ListFinVoiceCallsByConversationInput, ListFinVoiceCallsByConversationOutput } from '../../types';

export const process = action<ListFinVoiceCallsByConversationInput, ListFinVoiceCallsByConversationOutput>({
  title: 'List the Fin Voice calls of a conversation',
  description: 'Returns every Fin Voice call that was matched with a conversation.',
  request: 'GET /fin_voice/conversation/{conversation_id}',
  since: '2.15',
  // The answer is a bare list.
  paging: { style: 'single', items: 'data' },
});
