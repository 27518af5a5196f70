import type { Intercom } from '../intercom/client';
import type { Operation } from '../intercom/operation';
import type { Query } from '../intercom/search';
import type { Config, Logger } from '../oih/types';

export type SourceRecord = Record<string, unknown>;

/** Some records, and how far reading has come with them. */
export interface Batch {
  records: SourceRecord[];
  /** UNIX seconds: every record stamped before this has been handed out. Absent where the order does not tell. */
  progress?: number;
  /** Characters of the answer that the records came in, where one answer holds them. */
  size?: number;
}

/** What a run asks of a source. Times are UNIX seconds. */
export interface Reading {
  /** Records stamped earlier are of no interest, though a source may hand them out. */
  since: number;
  /** Like `since`, but behind the last run that came to its end, which a run in pieces leaves where it was. */
  floor: number;
  /** The step's fields, for what the trigger adds to them. */
  config: Config;
  /** A further condition, where the source can search. */
  filter?: Query | undefined;
  log: Logger;
}

/** What tells one record, and one state of it, from another. */
export interface Identity {
  id: string;
  /** UNIX seconds; undefined for a record that has no such stamp. */
  stamp: number | undefined;
  /** UNIX seconds of what is newer in the record than its stamp: it is remembered as long as that would be. */
  newest?: number | undefined;
  /**
   * What makes another message of a record that was emitted before: nothing (empty) where its stamp tells all, a
   * digest where there can be two changes within the second of one stamp. Made only for a record that may come up again.
   */
  version: () => string;
}

/** Where a polling trigger's records come from. */
export interface Source {
  /** What it reads by, for the reference and for the versions that have it. */
  operation: Operation;
  /** Whether `Reading.filter` is obeyed. */
  searchable: boolean;
  /**
   * Set where what was emitted comes up again under a later stamp: until a run has come to its end everything from
   * `Reading.floor` on is remembered, not only what lies near the place that the run has come to.
   */
  comesAgain?: true;
  identify(record: SourceRecord): Identity;
  /** Everything stamped `since` or later, at least once. */
  read(intercom: Intercom, reading: Reading): AsyncGenerator<Batch>;
}
