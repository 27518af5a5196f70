import { action } from '../../action';
import type { FinSession, RunFinProcedureInput } from '../../types';

export const process = action<RunFinProcedureInput, FinSession>({
  title: 'Run a Fin procedure',
  description:
    'Starts a given procedure for a person instead of letting Fin choose. Fin reports through events and waits for replyToFin where it needs an answer. Needs access to the Fin Agent API, which Intercom grants on request.',
  request: 'POST /fin/procedures/{procedure_id}/run',
  since: 'Preview',
});
