import type { CompositeStep, Handler } from '../action';
import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ApiError, IntercomError, isGone, RateLimitError } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { storageOf } from '../oih/attachments';
import { choice, optionalCount } from '../oih/fields';
import { metadataOf } from '../oih/metadata';
import { requireSnapshots } from '../oih/snapshot';
import type { StepField } from '../oih/stepField';
import { MOST_WAIT_SECONDS, Patience } from '../patience';
import { CSV_FIELDS, csvSettings, emitCsv } from './emitFile';
import { exportFile } from './exportFile';
import { JobMemory, JobPendingError } from './jobMemory';

/** The job came to no file, and never will. */
export class ExportFailedError extends IntercomError {}

/** One of Intercom's two kinds of exports: its operations, and what its files are called. */
export interface ExportKind {
  name: string;
  create: Operation;
  retrieve: Operation;
  download: Operation;
  /** Fields of the input that are for `retrieve` and `download`, not for `create`. */
  ofJob?: readonly string[];
}

const WAIT_SECONDS = 30;

/** The step fields of an action that makes an export from beginning to end. */
export const EXPORT_FIELDS: Readonly<Record<string, StepField>> = {
  ...CSV_FIELDS,
  waitSeconds: {
    label: 'Seconds to wait',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: String(WAIT_SECONDS),
    note: `How long the step waits for the job at a time; ${WAIT_SECONDS} when left out, ${MOST_WAIT_SECONDS} at most. After that the platform brings the message back later (15 s, 30 s, ... 10 min), for two and a half hours in all, and the step goes on with the same job.`,
  },
  onBusy: {
    label: 'When Intercom is busy',
    viewClass: 'SelectView',
    required: false,
    model: { wait: 'Wait for a free place', error: 'Fail' },
    note: 'What to do where as many exports are under way as Intercom allows. `wait` when left out.',
  },
  onNoData: {
    label: 'When there is no data',
    viewClass: 'SelectView',
    required: false,
    model: { message: 'A message that says so', error: 'Fail' },
    note: 'What to do where the span of time holds nothing. `message` (when left out): a message with `status` `no_data` and no file; with `as: rows` no message at all. `error`: the step fails.',
  },
};

/** Makes an export, waits for it and emits its file. A wait that is too long becomes a rebound, which goes on with the same job. */
export function wholeExport<In extends Input, Out>(kind: ExportKind): Handler<In, Out, CompositeStep> {
  return async (intercom, input, step) => {
    const { run, config, emission } = step;
    requireSnapshots(run);
    const { as } = csvSettings(config);
    const onNoData = choice(config, 'onNoData', ['message', 'error']);
    // Before a job is made whose file could not be kept.
    if (as === 'attachment') storageOf(run);
    const memory = new JobMemory(run, input);
    await memory.during(async () => {
      const job = await finishedJob(intercom, kind, input, step, memory);
      if (job.hasData) {
        const identified = { ...ofJob(kind, input), job_identifier: job.id };
        await emitCsv(exportFile(intercom, kind.download, identified, kind.name), step, memory);
      } else if (onNoData === 'error') {
        throw new ExportFailedError('Intercom has no data in that span of time, so there is no file (no_data).');
      } else if (as !== 'rows') {
        const data = { job_identifier: job.id, status: 'no_data' };
        await emission.emit({ data, metadata: metadataOf({ id: job.id }, config) });
      }
      await emission.flush();
    });
    return undefined;
  };
}

/** Resolves when the job has come to its end with a file, or with nothing. Throws ExportFailedError, and JobPendingError when the patience is over. */
async function finishedJob(
  intercom: Intercom,
  kind: ExportKind,
  input: Input,
  step: CompositeStep,
  memory: JobMemory,
): Promise<{ id: string; hasData: boolean }> {
  const { logger } = step.run.step;
  const patience = new Patience(
    (optionalCount(step.config, 'waitSeconds', 0, MOST_WAIT_SECONDS) ?? WAIT_SECONDS) * 1_000,
  );
  let id = await memory.get();
  if (id !== undefined) logger.info('The job of this message was begun before; going on with it.');
  id ??= await begin(intercom, kind, input, step, memory, patience);
  for (;;) {
    const status = await statusOf(intercom, kind, input, id);
    if (status === undefined) {
      throw new ExportFailedError(
        'The export job does not exist any more: Intercom keeps one for two days. Start the flow anew for a new one.',
      );
    }
    if (/^completed?$/.test(status)) return { id, hasData: true };
    if (status === 'no_data') return { id, hasData: false };
    if (status === 'failed') {
      throw new ExportFailedError(
        'Intercom could not make the export (failed). Start the flow anew; a shorter span may help.',
      );
    }
    if (/^cancell?ed$/.test(status)) throw new ExportFailedError('The export job was canceled before it was done.');
    if (!/^(pending|in_progress)$/.test(status)) {
      const named = /^\w{1,40}$/.test(status) ? status : 'none that is known';
      throw new ExportFailedError(
        `The export job has come to a status that is not known here (${named}). Look it up in Intercom, or start the flow anew.`,
      );
    }
    if (!(await patience.pause())) {
      throw new JobPendingError(`The export is not done yet (${status}); the step goes on with the same job.`);
    }
  }
}

/** Makes the job, as soon as Intercom has a place for one more, and remembers it. */
async function begin(
  intercom: Intercom,
  { create, ofJob: aside = [] }: ExportKind,
  input: Input,
  { config, run }: CompositeStep,
  memory: JobMemory,
  patience: Patience,
): Promise<string> {
  const onBusy = choice(config, 'onBusy', ['wait', 'error']);
  const own = Object.fromEntries(Object.entries(input).filter(([name]) => !aside.includes(name)));
  let mayBeOwn = false;
  for (;;) {
    const before = run.tally.calls;
    try {
      // Two jobs in the place of one cost time, but change nothing: without an answer it may be sent again.
      const { body } = await intercom.call({ ...create, repeatable: true }, own);
      const id = isObject(body) ? body.job_identifier : undefined;
      if (typeof id !== 'string' || id === '') throw new ExportFailedError(`${create.request} gave no job_identifier.`);
      await memory.set(id);
      return id;
    } catch (error) {
      const isBusy = error instanceof ApiError && error.status === 429 && !(error instanceof RateLimitError);
      // Of several attempts one may have made the job and lost its answer: it is then this step itself that is in the way.
      mayBeOwn ||= run.tally.calls - before > 1;
      if (!isBusy || (onBusy === 'error' && !mayBeOwn)) throw error;
      run.step.logger.info('As many exports are under way as Intercom allows; waiting for one to end.');
      if (!(await patience.pause())) {
        throw new JobPendingError('The export could not begin yet: as many are under way as Intercom allows.');
      }
    }
  }
}

/** The job's status; undefined where Intercom does not know the job any more. */
async function statusOf(intercom: Intercom, kind: ExportKind, input: Input, id: string): Promise<string | undefined> {
  try {
    const { body } = await intercom.call(kind.retrieve, { ...ofJob(kind, input), job_identifier: id });
    return isObject(body) && typeof body.status === 'string' ? body.status : '';
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function ofJob({ ofJob: names = [] }: ExportKind, input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([name]) => names.includes(name)));
}
