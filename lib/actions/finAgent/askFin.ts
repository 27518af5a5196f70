import { action } from '../../action';
import type { AskFinInput, FinSession } from '../../types';

export const process = action<AskFinInput, FinSession>({
  title: 'Ask Fin a question',
  description:
    'Has Fin answer one question through events, with no questions back, no procedures and no handover. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/ask',
  since: 'Preview',
});
