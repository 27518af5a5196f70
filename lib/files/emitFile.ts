import type { CompositeStep } from '../action';
import { ConnectionError, IntercomError } from '../intercom/errors';
import type { WireFile } from '../intercom/fileTransport';
import { remove, storageOf, store } from '../oih/attachments';
import { choice, optionalCount } from '../oih/fields';
import { metadataOf } from '../oih/metadata';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import { csvRows, FileEndError, FileFormatError, peek, type Row, unpacked } from './csvRows';
import { type JobMemory, JobPendingError } from './jobMemory';

/** A file that an operation answers with. */
export interface FileSource {
  /** Stands for the file in `metadata.recordUid`. */
  id: string;
  /** What a message's data says of it besides the file's own facts. */
  facts: Record<string, unknown>;
  /** Begins to fetch it; may be called again. Throws the client's errors. */
  open(): Promise<WireFile>;
  /** Its name, and its true type, which the storage may not take. */
  describe(first: Buffer, file: WireFile): { name: string; contentType: string };
}

/** The file was larger than what the step can do with it. */
export class FileTooLargeError extends IntercomError {}

/** Attempts at reading a file that does not come to its end. */
const ATTEMPTS = 3;
/**
 * Milliseconds for rows to go out in one run. RabbitMQ takes a message back that a consumer has held for 30 minutes
 * (consumer_timeout), and would bring it again from its beginning; the wait for the job comes before.
 */
const ROWS_MS = 15 * 60_000;
/** Characters: with what JSON adds, and at 3 bytes each, well within a message's 10 MiB. */
const LARGEST_INLINE = 1_048_576;
/** Bytes of JSON of the rows that go together in a message. As objects they are several times as large, and some such messages are on their way at once. */
const LARGEST_GROUP = 2 * 1_048_576;
/** Bytes of JSON of a row, which leaves room in the 10 MiB of a message. */
const LARGEST_ROW = 10_000_000;

/** The step fields of an action that answers with a CSV file. */
export const CSV_FIELDS: Readonly<Record<string, StepField>> = {
  as: {
    label: 'File as',
    viewClass: 'SelectView',
    required: false,
    model: { attachment: 'A file in the attachment storage', rows: 'Rows in messages', inline: 'Text in the message' },
    note: "How the file comes. `attachment` (when left out): as it is, in the platform's attachment storage; the message points to it. `rows`: unpacked and read, a message for each row. `inline`: unpacked, as `text` in the message, 1 MiB at most.",
  },
  rowsPerMessage: {
    label: 'Rows in a message',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: '500',
    note: 'With `as: rows`: so many rows together in a message, as the list `rows`; fewer where they would be more than 2 MiB. When left out, each row is a message of its own.',
  },
};

/** What the step's fields say of a CSV file; to be read before anything is asked for. Throws ConfigurationError. */
export function csvSettings(config: Config): { as: 'attachment' | 'rows' | 'inline'; perMessage: number | undefined } {
  return {
    as: choice(config, 'as', ['attachment', 'rows', 'inline']),
    perMessage: optionalCount(config, 'rowsPerMessage', 1),
  };
}

/**
 * Emits a CSV file the way the step's field `as` says. Throws what `FileSource.open` throws, StorageError,
 * FileFormatError, FileTooLargeError, and JobPendingError where the rows are not all out.
 */
export async function emitCsv(source: FileSource, step: CompositeStep, memory: JobMemory): Promise<void> {
  const { as, perMessage } = csvSettings(step.config);
  switch (as) {
    case 'attachment':
      return emitAttachment(source, step);
    case 'rows':
      return emitRows(source, step, memory, perMessage);
    case 'inline':
      return emitText(source, step);
  }
}

/** Streams a file into the attachment storage, and emits a message that points to it once it is whole there. */
export async function emitAttachment(source: FileSource, { config, emission, run }: CompositeStep): Promise<void> {
  const storage = storageOf(run);
  let described = { name: source.id, contentType: '' };
  const attachment = await store(storage, async () => {
    const file = await source.open();
    const { first, whole } = await peek(file.content);
    described = source.describe(first, file);
    return { contentType: described.contentType, content: whole };
  });
  const { name, contentType } = described;
  const file = { name, content_type: contentType, size: attachment.size };
  try {
    await emission.emit({
      data: { ...source.facts, file },
      metadata: metadataOf({ id: source.id }, config),
      attachments: { [name]: attachment },
    });
    await emission.flush();
  } catch (error) {
    // No message points to it.
    await remove(storage, attachment.url);
    throw error;
  }
}

/**
 * A message for each row, or for some rows together. A connection that is cut is made anew, and the rows that went out
 * before are passed over. So are those of an earlier run, where that could be remembered; a row's `recordUid` is the
 * same in every run, so that a receiver can tell a repetition.
 */
async function emitRows(
  source: FileSource,
  { config, emission, run }: CompositeStep,
  memory: JobMemory,
  perMessage: number | undefined,
): Promise<void> {
  const until = Date.now() + ROWS_MS;
  const before = memory.rows;
  let taken = before;
  let group: Row[] = [];
  let groupSize = 0;
  const emit = async (data: object, row: number, size: number) => {
    const message = { data, metadata: metadataOf({ id: `${source.id}-${row}` }, config) };
    await emission.emit(message, { size, records: 1 });
    if (Date.now() >= until) throw new JobPendingError('There are more rows than go out in a quarter of an hour.');
  };
  const emitGroup = async () => {
    if (group.length === 0) return;
    const [rows, size] = [group, groupSize];
    [group, groupSize] = [[], 0];
    await emit({ rows }, taken - rows.length + 1, size);
  };
  for (let attempt = 1; ; attempt += 1) {
    let isOpen = false;
    try {
      const { content } = await source.open();
      isOpen = true;
      let row = 0;
      for await (const data of csvRows(content)) {
        row += 1;
        if (row <= taken) continue;
        const size = Buffer.byteLength(JSON.stringify(data)) + 1;
        if (size > LARGEST_ROW) {
          throw new FileTooLargeError(`Row ${row} is larger than a message. Use as: attachment.`);
        }
        if (groupSize + size > LARGEST_GROUP) await emitGroup();
        taken = row;
        if (perMessage === undefined) {
          await emit(data, row, size);
          continue;
        }
        groupSize += size;
        if (group.push(data) === perMessage) await emitGroup();
      }
      await emitGroup();
      run.step.logger.info(`${taken - before} rows emitted.`);
      return;
    } catch (error) {
      if (isOpen && isCut(error) && attempt < ATTEMPTS) {
        run.step.logger.warn(`${error.message} Reading it anew, after row ${taken}.`);
        continue;
      }
      await emission.flush();
      const gone = taken - group.length;
      if (error instanceof IntercomError && gone > 0) {
        if (error.retryable) await memory.set(source.id, gone);
        const next = error.retryable ? ', and the step goes on after them' : '';
        error.message = `${error.message.replace(/\.?$/, '.')} ${gone} rows were emitted${next}.`;
      }
      throw error;
    }
  }
}

/** Whether what came of a file ended before the file did, so that to fetch it anew may help. */
function isCut(error: unknown): error is IntercomError {
  return (error instanceof ConnectionError && error.retryable) || error instanceof FileEndError;
}

/** The whole file as text in one message. */
async function emitText(source: FileSource, { config, emission, run }: CompositeStep): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const file = await source.open();
    try {
      const bytes = await smallContent(file);
      const { name, contentType } = source.describe(bytes, file);
      const data = {
        ...source.facts,
        file: { name, content_type: contentType, size: bytes.length },
        text: textOf(bytes),
      };
      return await emission.emit({ data, metadata: metadataOf({ id: source.id }, config) });
    } catch (error) {
      if (!isCut(error) || attempt === ATTEMPTS) throw error;
      run.step.logger.warn(`${error.message} Reading it anew.`);
    }
  }
}

async function smallContent({ content }: WireFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of unpacked(content)) {
    size += piece.length;
    if (size > LARGEST_INLINE) {
      throw new FileTooLargeError(
        `The file is larger than the ${LARGEST_INLINE / 1_048_576} MiB that as: inline takes. Use as: attachment or as: rows.`,
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileFormatError('The file is no text in UTF-8. Use as: attachment.');
  }
}
