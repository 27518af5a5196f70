import { action } from '../../action';
import type { FinSession, ReplyToFinInput } from '../../types';

export const process = action<ReplyToFinInput, FinSession>({
  title: 'Reply to Fin',
  description:
    'Passes the next message of a person to Fin when its status is awaiting_user_reply. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/reply',
  since: '2.14',
});
