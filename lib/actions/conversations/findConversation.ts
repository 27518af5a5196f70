import { composite } from '../../action';
import { findAndEmit, findFields, type Lookup } from '../../find';
import type { Conversation, FindConversationInput } from '../../types';
import { process as retrieveConversation } from './retrieveConversation';
import { process as searchConversations } from './searchConversations';

const lookup: Lookup = {
  search: searchConversations.operation,
  exact: { id: { operation: retrieveConversation.operation, by: 'conversation_id' } },
};

export const process = composite<FindConversationInput, Conversation>(
  {
    title: 'Find a conversation',
    description:
      'Looks up a conversation by any field that can be searched, and returns it; only by id alone with its parts.',
    calls: [searchConversations.operation, retrieveConversation.operation],
    fields: findFields,
    attributes: 'conversation',
  },
  (intercom, input, step) => findAndEmit(intercom, lookup, { ...input }, step),
);
