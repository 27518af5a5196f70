import { process as listDeletedConversationIds } from '../actions/conversations/listDeletedConversationIds';
import { polling } from '../polling';
import { list } from '../sources/list';

export const process = polling({
  title: 'Deleted conversations',
  description:
    'Starts the flow once for each conversation that was deleted since the last run. Reads the whole list of deleted conversations in each run.',
  source: list(listDeletedConversationIds.operation, { stamp: 'deleted_at', each: 'occurrence' }),
});
