import type { Intercom } from '../intercom/client';
import type { StepRun } from '../oih/step';
import type { SourceRecord } from '../polling/source';
import type { Outgoing } from '../recordEmission';

/** What a trigger makes of its records where it does not emit them as they are. */
export interface Content {
  /** Tells one content of a record from another: the trigger emits a record when this changes, whatever its stamp does. */
  digest(record: SourceRecord): string;
  /** Whether this component itself left the record so on behalf of another application, which knows it therefore. */
  isEcho(record: SourceRecord): boolean;
  /** What is emitted in the place of these records, one for one. */
  messages(records: readonly Outgoing[]): Promise<Outgoing[]>;
}

/** A run's content, as its step's fields say. Throws ConfigurationError. */
export type ContentOf = (run: StepRun, intercom: Intercom) => Content;
