import { action } from '../../action';
import type { CollectProcedureAgentInputInput, CollectProcedureAgentInputOutput } from '../../types';

export const process = action<CollectProcedureAgentInputInput, CollectProcedureAgentInputOutput>(
  {
    title: 'Answer a step of a procedure',
    description:
      'Hands over what a person decided to a procedure of Fin that waits for it, so that it goes on. Intercom refuses when the step has expired or was answered before.',
    request: 'POST /procedures/{conversation_id}/collect_agent_input',
    since: 'Preview',
  },
  // Intercom answers with an empty object, which tells the next step nothing.
  async (intercom, input, { operation }) => {
    await intercom.call(operation, { ...input });
    return { conversation_id: input.conversation_id, step_id: input.step_id, accepted: true };
  },
);
