import type { Handler } from '../action';
import type { Intercom } from '../intercom/client';
import { type ApiError, IntercomError, isGone } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { requireSnapshots } from '../oih/snapshot';
import { isGzip } from './csvRows';
import { csvSettings, emitCsv, type FileSource } from './emitFile';
import { JobMemory } from './jobMemory';
import { harmless } from './names';

/** The file of an export is not there: not made yet, or deleted. */
export class ExportGoneError extends IntercomError {}

/** What the operations that download an export have in common. */
type ExportInput = Input & { job_identifier: string };

/** The file of a finished export job. `kind` becomes the beginning of its name. */
export function exportFile<In extends ExportInput>(
  intercom: Intercom,
  operation: Operation,
  input: In,
  kind: string,
): FileSource {
  const { job_identifier } = input;
  const name = harmless(`${kind}-${job_identifier}.csv`);
  return {
    id: job_identifier,
    facts: { job_identifier },
    async open() {
      try {
        return await intercom.download(operation, input);
      } catch (error) {
        throw isGone(error) ? gone(error) : error;
      }
    },
    describe: (first) =>
      isGzip(first) ? { name: `${name}.gz`, contentType: 'application/gzip' } : { name, contentType: 'text/csv' },
  };
}

function gone(error: ApiError): ExportGoneError {
  return new ExportGoneError(
    `${error.message}. The job is not done yet, or its file is gone: Intercom keeps it for two days. Then create a new job.`,
  );
}

/** The handler of an operation that downloads an export. */
export function downloadExport<In extends ExportInput, Out>(kind: string): Handler<In, Out> {
  return async (intercom, input, step) => {
    const source = exportFile(intercom, step.operation, input, kind);
    const memory = new JobMemory(step.run, input);
    if (csvSettings(step.config).as === 'rows') {
      // Where an earlier run of this message left off.
      requireSnapshots(step.run);
      await memory.get();
    }
    await memory.during(async () => {
      await emitCsv(source, step, memory);
      await step.emission.flush();
    });
    return undefined;
  };
}
