import type { CompositeStep } from '../action';
import type { Intercom } from '../intercom/client';
import { ApiError, isGone } from '../intercom/errors';
import type { Operation } from '../intercom/operation';
import { choice, flag } from '../oih/fields';
import { metadataOfSame } from '../oih/metadata';
import type { StepField } from '../oih/stepField';
import { validInput } from '../validate';
import { isIntercomId } from './upserted';

/** What became of a request to delete, in the hub's words. `pending` is one of them that never comes from here. */
type Outcome = 'confirmed' | 'denied' | 'failed';

/** The step fields that have to do with deletes; `modes` where there are two ways to delete. */
export function deleteFields(modes: boolean): Record<string, StepField> {
  return {
    deletes: {
      label: 'Deletes',
      viewClass: 'CheckBoxView',
      required: false,
      note: 'Whether requests to delete (deleteRequested) are obeyed. When left out, each is answered `denied` and nothing is deleted.',
    },
    ...(modes && {
      deleteMode: {
        label: 'Delete mode',
        viewClass: 'SelectView',
        required: false,
        model: { archive: 'Archive, which can be undone', permanent: 'Delete for good' },
        note: 'What a delete does: `archive` (when left out) or `permanent`.',
      } satisfies StepField,
    }),
  };
}

/** One way to delete: the operation, and the field in which it takes the record's id. */
export interface Way {
  operation: Operation;
  field: string;
}

/** How records of one kind are found and deleted. */
export interface Deletable {
  /** The ways to delete, by `deleteMode`. */
  ways: Readonly<Record<'archive' | 'permanent', Way>>;
  /** Intercom's id of the record that has the other application's id: null where none has, undefined without such an id. */
  lookUp(): Promise<string | null | undefined>;
}

/**
 * Whether a message requests a deletion. The field means the same where the step has a mapping of its own, with which
 * nothing else of the message is checked. Throws InvalidInputError for what is neither yes nor no.
 */
export function requestsDeletion(name: string, { deleteRequested }: { deleteRequested?: unknown }): boolean {
  return validInput(name, { deleteRequested }).deleteRequested === true;
}

/**
 * Obeys a request to delete a record, where the step allows it, and answers it as the hub wants: with what became of
 * it and when, UNIX milliseconds as a text. A record that is gone counts as deleted. A message that requests no
 * deletion is passed over: a flow without branches by content sends every message to upsert and to delete. Throws
 * errors that time or another token may mend.
 */
export async function obeyDelete(
  intercom: Intercom,
  input: { deleteRequested?: unknown },
  step: CompositeStep,
  deletable: Deletable,
): Promise<void> {
  const { config, message } = step;
  if (input.deleteRequested !== true) return;
  const recordUid = message.metadata?.recordUid;
  const { outcome, id } = await outcomeOf(intercom, step, deletable, recordUid);
  const data = { delete: outcome, timestamp: String(Date.now()) };
  // Another application's id must not go out as one of ours: with id linking the hub would link it.
  await step.emission.emit({ data, metadata: metadataOfSame({ id }, message, config) });
}

async function outcomeOf(
  intercom: Intercom,
  { config, run }: CompositeStep,
  { ways, lookUp }: Deletable,
  recordUid: unknown,
): Promise<{ outcome: Outcome; id?: string }> {
  const way = ways[choice(config, 'deleteMode', ['archive', 'permanent'])];
  const direct = isIntercomId(recordUid) ? recordUid : undefined;
  const named = direct === undefined ? {} : { id: direct };
  if (!flag(config, 'deletes')) {
    run.step.logger.warn('A delete was requested and denied, because the field deletes of this step is not set.');
    return { outcome: 'denied', ...named };
  }
  try {
    if (direct !== undefined && (await isDeleted(intercom, way, direct))) return { outcome: 'confirmed', id: direct };
    const id = await lookUp();
    if (id === undefined && direct === undefined) {
      run.step.logger.warn("A delete failed: the message's recordUid is no id of Intercom's.");
      return { outcome: 'failed' };
    }
    if (id) await isDeleted(intercom, way, id);
    return { outcome: 'confirmed', ...(id ? { id } : named) };
  } catch (error) {
    // A token that is refused says nothing of the record: the step fails until it has another one.
    if (!(error instanceof ApiError) || error.retryable || error.status === 401) throw error;
    run.step.logger.warn(`A delete was refused: ${error.message}`);
    return { outcome: error.status === 403 ? 'denied' : 'failed', ...named };
  }
}

/** Deletes a record; false where there is none of this id, or not any more. */
async function isDeleted(intercom: Intercom, { operation, field }: Way, id: string): Promise<boolean> {
  try {
    // Twice does no harm: what is gone is gone.
    await intercom.call({ ...operation, repeatable: true }, { [field]: id });
    return true;
  } catch (error) {
    // A contact that was merged into another one (410) is gone as well.
    if (isGone(error)) return false;
    throw error;
  }
}
