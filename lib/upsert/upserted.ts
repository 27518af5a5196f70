import type { CompositeStep } from '../action';
import { isObject } from '../intercom/answer';
import type { Input } from '../intercom/operation';
import { flag } from '../oih/fields';
import { metadataOfSame } from '../oih/metadata';
import type { StepField } from '../oih/stepField';
import type { Config, Metadata } from '../oih/types';
import { changesOf } from './changes';
import type { Found } from './matches';

/** What became of a record. `updated` says that it was written, not that it looks different now. */
export type Outcome = 'created' | 'updated' | 'unchanged';

export interface Upserted {
  record: Found;
  outcome: Outcome;
}

/**
 * Looks at the record that is there and says what to write into it: the fields, others in their place, or undefined
 * to leave it alone. It may throw to refuse.
 */
export type Review = (record: Found, fields: Input) => Input | undefined;

/** A review that leaves a record alone where it holds every field already. */
export const skipUnchanged: Review = (record, fields) =>
  Object.keys(changesOf(record, fields)).length > 0 ? fields : undefined;

/** The step field that asks for `skipUnchanged`. */
export const skipUnchangedField: StepField = {
  label: 'Skip what is unchanged',
  viewClass: 'CheckBoxView',
  required: false,
  note: 'true reads the record first and writes nothing where it has all these values already, so that no trigger fires for it; one more call for each record that does change. false when left out.',
};

/** The review that a step asks for. */
export function reviewOf(config: Config): { review?: Review } {
  return flag(config, 'skipUnchanged') ? { review: skipUnchanged } : {};
}

/** An id as Intercom gives it to contacts and companies; what other systems hand over in its place has another shape. */
export function isIntercomId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);
}

/** The record that an answer holds. */
export function asFound(body: unknown): Found {
  return isObject(body) ? body : {};
}

/** The fields for a record that is yet to be made: it has nothing that null could erase. */
export function withoutNulls(fields: Input): Input {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]));
}

/**
 * The id by which the hub knows the message's record. Only with id linking: without it, the message's `recordUid` is
 * that of the record that started the flow, and that may be another one of Intercom's.
 */
export function linkedId({ config, message }: CompositeStep): unknown {
  return isLinking(config) ? message.metadata?.recordUid : undefined;
}

/** Whether `recordUid` is Intercom's own id, which the hub puts in the place of the other application's with id linking. */
export function isReplaced(config: Config, metadata: Metadata | undefined): boolean {
  return isLinking(config) && isIntercomId(metadata?.recordUid);
}

function isLinking({ nodeSettings }: Config): boolean {
  return isObject(nodeSettings) && nodeSettings.idLinking === true;
}

/** The input with the id that the hub knows the record by as its `field`, where what the input has there `isNone` of Intercom's ids. */
export function hinted(input: object, step: CompositeStep, field: string, isNone: (id: unknown) => boolean): Input {
  const fields: Input = { ...input };
  const id = isNone(fields[field]) ? linkedId(step) : undefined;
  return id === undefined ? fields : { ...fields, [field]: id };
}

/** A message for each record, with the incoming `oihUid`, since it is the same record. Returns what a handler returns that has emitted by itself. */
export async function emitSame(records: readonly Found[], step: CompositeStep): Promise<undefined> {
  for (const record of records) {
    await step.emission.emit({ data: { ...record }, metadata: metadataOfSame(record, step.message, step.config) });
  }
  return undefined;
}
