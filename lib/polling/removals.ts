import type { Intercom } from '../intercom/client';
import type { Operation } from '../intercom/operation';
import type { Config } from '../oih/types';

/** Where reading goes on: the cursor of the page that was read last, and the id of the last entry in it. */
export interface Bookmark {
  after?: string;
  last?: string;
}

/** Records that are gone, in a part of what tells of them. */
export interface Removal {
  /** `at` in UNIX seconds. */
  gone: { id: string; at: number }[];
  /** Entries that were read for it. */
  count: number;
  bookmark: Bookmark;
}

/** Where a polling trigger learns of records that are gone. */
export interface Removals {
  /** What it reads by, for the reference. */
  operation: Operation;
  /** Everything after the bookmark, or all there is, at least once. `config` may say what counts as gone. */
  read(intercom: Intercom, config: Config, from?: Bookmark): AsyncGenerator<Removal>;
}
