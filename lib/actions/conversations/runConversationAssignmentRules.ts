import { action } from '../../action';
import type { Conversation, RunConversationAssignmentRulesInput } from '../../types';

export const process = action<RunConversationAssignmentRulesInput, Conversation>({
  title: 'Run assignment rules on a conversation',
  description:
    'Lets the assignment rules of the workspace, which are not its workflows, assign a conversation and returns it. Always sent with API version 2.11 or older, since 2.12 withdrew it.',
  request: 'POST /conversations/{conversation_id}/run_assignment_rules',
  until: '2.11',
});
