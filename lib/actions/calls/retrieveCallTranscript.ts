import { action } from '../../action';
import type { RetrieveCallTranscriptInput, RetrieveCallTranscriptOutput } from '../../types';

export const process = action<RetrieveCallTranscriptInput, RetrieveCallTranscriptOutput>(
  {
    title: 'Retrieve a call transcript',
    description: 'Returns what was said in a call as plain text, together with the id of the call.',
    request: 'GET /calls/{call_id}/transcript',
    since: '2.14',
  },
  // The answer is bare text; without the id, a flow that fetches many transcripts could not tell whose is whose.
  async (intercom, { call_id }, { operation }) => {
    const { body } = await intercom.call(operation, { call_id });
    return { call_id, text: typeof body === 'string' ? body : '' };
  },
);
