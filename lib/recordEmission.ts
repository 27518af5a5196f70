import { type Emission, MessageTooLargeError, type OutgoingMessage } from './oih/emission';
import { metadataOf } from './oih/metadata';
import type { StepRun } from './oih/step';
import type { Metadata } from './oih/types';
import type { Batch, SourceRecord } from './polling/source';

/** Characters of the records that go into one message with `emit: page`: at most 9 MB as UTF-8, below the platform's 10 MiB. */
const LARGEST_PAGE = 3_000_000;

/** A record on its way out, and its id. */
export interface Outgoing {
  record: SourceRecord;
  id: string;
  /** Its message's metadata where it is not the usual one: the application's and the record's ids. */
  metadata?: Metadata;
}

/** A message for each record. `batch` is the answer that they came in, unless they were completed since. */
export async function emitItems(run: StepRun, emission: Emission, records: Outgoing[], batch?: Batch): Promise<void> {
  const answer = batch?.size === undefined ? undefined : { size: batch.size, records: batch.records.length };
  for (const { record, id, metadata = { ...metadataOf(record, run.config), recordUid: id } } of records) {
    await emitOrName(run, emission, { data: record, metadata }, () => named(record, id), answer);
  }
}

/** Records together in messages of a size that the platform takes, as `items`. */
export async function emitPages(run: StepRun, emission: Emission, records: Outgoing[]): Promise<void> {
  const metadata = metadataOf({}, run.config);
  for (const page of pagesOf(records)) {
    const items = page.map(({ record }) => record);
    const names = () => ({ items: page.map(({ record, id }) => named(record, id)) });
    await emitOrName(run, emission, { data: { items }, metadata }, names);
  }
}

/**
 * A record that no message can hold would be as large in every later run, and stop the trigger for good. Its `name`, the
 * record's id, goes out in its place, so that the flow can fetch what it needs.
 */
export async function emitOrName(
  { step }: StepRun,
  emission: Emission,
  whole: OutgoingMessage,
  name: () => SourceRecord,
  answer?: { size: number; records: number },
): Promise<void> {
  try {
    await emission.emit(whole, answer);
  } catch (error) {
    if (!(error instanceof MessageTooLargeError)) throw error;
    step.logger.warn('A record is larger than a message can be; only its id is emitted, with truncated: true.');
    await emission.emit({ data: name(), metadata: whole.metadata });
  }
}

function named({ type }: SourceRecord, id: string): SourceRecord {
  return { type, id, truncated: true };
}

/** Records in groups of at most LARGEST_PAGE characters; one that is larger makes a group of its own. */
function pagesOf(records: Outgoing[]): Outgoing[][] {
  const pages: Outgoing[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const one of records) {
    const more = JSON.stringify(one.record).length;
    if (size + more > LARGEST_PAGE) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(one);
    size += more;
  }
  return pages;
}
