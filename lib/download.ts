import type { Handler } from './action';
import { IntercomError } from './intercom/errors';

/** The operation answers with a file, which this component cannot hand on yet; no request was made. */
export class FileNotSupportedError extends IntercomError {}

/**
 * A handler for operations that answer with a file, until files can travel as attachments: it throws
 * FileNotSupportedError before any call. `meanwhile` says what to do until then, as a clause that follows "until then".
 */
export function comesWithAttachments<In, Out>(meanwhile: string): Handler<In, Out> {
  return async (_intercom, _input, { operation }) => {
    throw new FileNotSupportedError(
      `${operation.request} answers with a file, and this version of the component cannot pass files on yet; ` +
        `until then, ${meanwhile}.`,
    );
  };
}
