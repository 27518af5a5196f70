import type { Source } from '../polling/source';
import { digest, secondsAt } from './record';
import { search } from './search';

/**
 * Conversations by when they were rated. The search knows that moment, the conversation itself shows when it was asked
 * for a rating and when it changed: the latter is never earlier, and the rating's own content tells one from the next.
 */
export function ratedConversations(): Source {
  return search('/conversations/search', {
    items: ['conversations', 'data'],
    stamp: 'conversation_rating.replied_at',
    each: 'occurrence',
    identify: (record) => ({
      id: String(record.id),
      stamp: secondsAt(record, 'conversation_rating.replied_at') ?? secondsAt(record, 'updated_at'),
      version: () => digest(record.conversation_rating),
    }),
  });
}
