import { action } from '../../action';
import { recordingFile } from '../../files/callFiles';
import { emitAttachment } from '../../files/emitFile';
import type { RetrieveCallRecordingInput, RetrieveCallRecordingOutput } from '../../types';

export const process = action<RetrieveCallRecordingInput, RetrieveCallRecordingOutput>(
  {
    title: 'Retrieve a call recording',
    description: "Fetches the sound file of a call into the platform's attachment storage and points to it.",
    request: 'GET /calls/{call_id}/recording',
    since: '2.14',
  },
  async (intercom, { call_id }, step) => {
    await emitAttachment(recordingFile(intercom, step.operation, call_id), step);
    return undefined;
  },
);
