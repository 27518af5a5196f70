import { action } from '../../action';
import { transcriptFile } from '../../files/callFiles';
import { emitAttachment } from '../../files/emitFile';
import { choice } from '../../oih/fields';
import type { RetrieveCallTranscriptInput, RetrieveCallTranscriptOutput } from '../../types';

export const process = action<RetrieveCallTranscriptInput, RetrieveCallTranscriptOutput>(
  {
    title: 'Retrieve a call transcript',
    description: 'Returns what was said in a call as plain text, together with the id of the call.',
    request: 'GET /calls/{call_id}/transcript',
    since: '2.14',
    text: true,
    fields: {
      as: {
        label: 'Transcript as',
        viewClass: 'SelectView',
        required: false,
        model: { inline: 'Text in the message', attachment: 'A file in the attachment storage' },
        note: "How the transcript comes. `inline` (when left out): as `text` in the message. `attachment`: as a file in the platform's attachment storage; the message points to it.",
      },
    },
  },
  // The answer is bare text; without the id, a flow that fetches many transcripts could not tell whose is whose.
  async (intercom, { call_id }, step) => {
    const { operation, config } = step;
    if (choice(config, 'as', ['inline', 'attachment']) === 'attachment') {
      await emitAttachment(transcriptFile(intercom, operation, call_id), step);
      return undefined;
    }
    const { body } = await intercom.call(operation, { call_id });
    return { call_id, text: typeof body === 'string' ? body : '' };
  },
);
