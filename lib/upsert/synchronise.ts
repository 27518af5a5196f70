import type { CompositeStep } from '../action';
import type { Intercom } from '../intercom/client';
import { ApiError, ConfigurationError } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { itemsOf } from '../intercom/pages';
import { metadataOfSame } from '../oih/metadata';
import type { Found } from './matches';
import type { SyncReview } from './synced';
import type { Review, Upserted } from './upserted';

/** A record, and its lists as far as they were read. */
export interface Listed<Lists> {
  record: Found;
  lists?: Lists;
}

/** A record whose lists were brought in step. */
export interface Brought<Lists> extends Listed<Lists> {
  /** Whether that took a write. */
  changed: boolean;
  /** Names of the lists of which the message tells every entry. */
  shown: readonly string[];
  /** Whether a list has more entries than the message tells of it. */
  keepsMore: boolean;
}

/** What bringing records of one kind in step takes. */
export interface Kind<Lists> {
  /** Finds the record that the message means and writes what the review says, or creates it. */
  upsert(review: Review): Promise<Upserted[]>;
  /** Brings the record's tags and companies in step, and shows them in it. */
  list(record: Found): Promise<Brought<Lists>>;
  read(id: unknown): Promise<Found>;
  write(id: unknown, fields: Input): Promise<Found>;
  /** The record with all the lists that its result shows. */
  whole(listed: Listed<Lists>): Promise<Listed<Lists>>;
  /** The record as the reader of this step's result wants it. */
  result(listed: Listed<Lists>): object;
}

/** Writes of the mark alone: one after the lists changed, and one more where Intercom kept something otherwise than it was sent. */
const MOST_MARKINGS = 2;

/**
 * Brings Intercom's record in step with a message and emits it as it is then. Nothing is written where nothing differs.
 * Throws what the upsert throws.
 */
export async function synchronise<Lists>(kind: Kind<Lists>, sync: SyncReview, step: CompositeStep): Promise<void> {
  for (const upserted of await kind.upsert(sync.review)) {
    const brought = sync.leaves(upserted.record) ? upserted : await finished(kind, sync, upserted);
    // Once the other application has taken this for newer than its own, it takes nothing else of the same time.
    const listed = sync.isNewer(brought.record) ? await kind.whole(brought) : brought;
    const metadata = metadataOfSame(listed.record, step.message, step.config);
    await step.emission.emit({ data: { ...kind.result(listed) }, metadata });
  }
}

async function finished<Lists>(kind: Kind<Lists>, sync: SyncReview, upserted: Upserted): Promise<Listed<Lists>> {
  const { changed, shown, keepsMore, ...listed } = await kind.list(upserted.record);
  let { record } = listed;
  if (keepsMore) sync.keepsMore(record);
  for (const list of shown) sync.shows(record, list);
  const { id } = record;
  if (!changed && upserted.outcome === 'unchanged') {
    // Both hold the same: what moves updated_at from here on, such as a visit, is no edit.
    const mark = sync.missingMark(record);
    return mark ? { ...listed, record: await kind.write(id, mark) } : listed;
  }
  for (let marking = 0; marking < MOST_MARKINGS; marking += 1) {
    const mark = sync.missingMark(record);
    if (mark) record = await kind.write(id, mark);
    else if (marking > 0 || !changed) break;
    // No mark is due, so no write has shown the record with its new lists.
    else record = await kind.read(id);
  }
  sync.requireKept(record);
  return { ...listed, record };
}

/**
 * Runs writes that may name attributes of the workspace. Intercom refuses an attribute that does not exist in other
 * words at other times, so after a refusal it is asked which ones exist. Throws ConfigurationError where one is missing.
 */
export async function withAttributes(
  intercom: Intercom,
  { list, model, names }: { list: Operation; model: 'contact' | 'company'; names: readonly string[] },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 400) || names.length === 0) throw error;
    const known = await namesOf(intercom, list, model);
    const missing = known ? names.filter((name) => !known.has(name)) : [];
    if (missing.length === 0) throw error;
    throw new ConfigurationError(
      `The workspace has no ${model} attribute ${missing.join(', ')}, which this step names in customAttributes or syncAttribute. Create it as a text (with createDataAttribute: model ${model}, data_type string), or take it out of the step.`,
    );
  }
}

/** The names of the attributes; undefined where Intercom does not tell, such as for want of a permission. */
async function namesOf(intercom: Intercom, list: Operation, model: string): Promise<Set<unknown> | undefined> {
  try {
    const { body } = await intercom.call(list, { model });
    return new Set(itemsOf(body, list.paging?.items ?? 'data').map(({ name }) => name));
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
