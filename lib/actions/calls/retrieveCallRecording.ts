import { action } from '../../action';
import { comesWithAttachments } from '../../download';
import type { RetrieveCallRecordingInput, RetrieveCallRecordingOutput } from '../../types';

export const process = action<RetrieveCallRecordingInput, RetrieveCallRecordingOutput>(
  {
    title: 'Retrieve a call recording',
    description:
      'Fetches the sound file of a call. Not available yet: the step fails and names what to use until files travel as attachments.',
    request: 'GET /calls/{call_id}/recording',
    since: '2.14',
  },
  comesWithAttachments(
    'take recording_url from retrieveCall; that address asks for the access token and redirects to the file',
  ),
);
