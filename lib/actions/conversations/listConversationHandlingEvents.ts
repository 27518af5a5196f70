import { action } from '../../action';
import type { ListConversationHandlingEventsInput, ListConversationHandlingEventsOutput } from '../../types';

export const process = action<ListConversationHandlingEventsInput, ListConversationHandlingEventsOutput>({
  title: 'List the handling events of a conversation',
  description: 'Returns when teammates paused and resumed handling a conversation.',
  request: 'GET /conversations/{conversation_id}/handling_events',
  since: '2.15',
  paging: { style: 'single', items: 'handling_events' },
});
