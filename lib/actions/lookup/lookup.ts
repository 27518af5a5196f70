import { composite } from '../../action';
import { answerTo } from '../../lookup/answer';
import { answerRest } from '../../lookup/rest';
import type { LookupInput } from '../../types';

export const process = composite<LookupInput, object>(
  {
    title: 'Look up choices',
    description:
      'Gives what can be chosen in this workspace, such as admins, tags or ticket types, as value and label. A web interface asks it over REST while a flow is designed; as a step it emits the same.',
    calls: [],
  },
  async (intercom, { operationId, parameters = {} }) => answerTo(intercom, operationId, parameters),
  answerRest,
);
