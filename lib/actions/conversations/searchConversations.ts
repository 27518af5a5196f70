import { action } from '../../action';
import type { SearchConversationsInput, SearchConversationsOutput } from '../../types';

export const process = action<SearchConversationsInput, SearchConversationsOutput>({
  title: 'Search conversations',
  description:
    'Finds conversations by their attributes, to the second for times, and returns them without their parts.',
  request: 'POST /conversations/search',
  query: ['include_monitors', 'include_scorecards'],
  // 2.11 describes the list under `data`, all other versions under `conversations`.
  paging: { style: 'bodyCursor', items: ['conversations', 'data'], max: 150 },
});
