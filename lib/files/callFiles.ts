import type { Intercom } from '../intercom/client';
import type { Operation } from '../intercom/operation';
import type { FileSource } from './emitFile';
import { endingOf, typeByEnding } from './mediaTypes';
import { harmless } from './names';

/** The recording of a call. Intercom answers with a redirect to a signed address in a cloud storage. */
export function recordingFile(intercom: Intercom, operation: Operation, call_id: string): FileSource {
  return {
    id: call_id,
    facts: { call_id },
    open: () => intercom.download(operation, { call_id }, '*/*'),
    describe(_first, { headers, url }) {
      const contentType = headers['content-type']?.split(';')[0]?.trim() || typeByEnding(url.pathname);
      return { name: harmless(`call-${call_id}${endingOf(contentType, url.pathname)}`), contentType };
    },
  };
}

/** What was said in a call, as text. */
export function transcriptFile(intercom: Intercom, operation: Operation, call_id: string): FileSource {
  return {
    id: call_id,
    facts: { call_id },
    open: () => intercom.download(operation, { call_id }, 'text/plain'),
    describe: () => ({ name: harmless(`call-${call_id}-transcript.txt`), contentType: 'text/plain' }),
  };
}
